//! The Dockerfile that a service is built from (Dockerfile reference; Compose Build Specification).
//!
//! Read are `FROM`, `ARG`, `ENV`, `HEALTHCHECK`, `ENTRYPOINT` and `CMD` of the stages that end in the target. What only a
//! build would tell stays unknown: nothing is fetched, and no variable is taken from the machine.

mod heredocs;
mod stages;
mod text;
mod variables;
mod words;

use crate::source::Span;
use crate::tree::{Map, Node, Scalar, Step, StepKind};
use crate::workspace::Files;
use heredocs::Plain;
use stages::Dockerfile;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use text::Text;
use variables::Variables;

/// Longer Dockerfiles are not read: this is a hundred times a long one.
const MAX_BYTES: usize = 256 * 1024;

/// How much the Dockerfiles of a project may come to, their texts and values together; what is beyond is not read.
pub(super) const MAX_PROJECT_BYTES: usize = 2 * 1024 * 1024;

/// What a Dockerfile says of the image that is built from it.
#[derive(Debug)]
pub(super) struct Built {
    /// The image that its stages start from; `None` without one, or where a named context takes its place.
    pub(super) base: Option<Node>,
    /// The variables that it sets.
    pub(super) environment: Map,
    /// Those whose values are written in it, and in nothing that it is given.
    pub(super) written: Map,
    /// Its health check, as a `healthcheck` of Compose.
    pub(super) healthcheck: Option<Node>,
    /// Its entrypoint, as a list of words.
    pub(super) entrypoint: Option<Node>,
    /// Its command, as a list of words.
    pub(super) command: Option<Node>,
    /// True if it may change the files that the image's server reads.
    pub(super) changes_settings: bool,
}

/// Why it is not known what a build makes.
#[derive(Debug, Clone)]
pub(super) enum NotKnown {
    /// The Dockerfile is nowhere here, or what it says is a matter of the build.
    Open,
    /// The Dockerfile cannot be parsed: the number of the line, at the line.
    Broken(Node),
}

/// The reader of a project's Dockerfiles.
pub(super) struct Reader<'a> {
    files: &'a Files<'a>,
    room: usize,
    /// The first build whose Dockerfile is beyond [`MAX_PROJECT_BYTES`].
    pub(super) spent: Option<Span>,
    /// The Dockerfiles that were read.
    read: BTreeSet<PathBuf>,
}

impl<'a> Reader<'a> {
    pub(super) fn over(files: &'a Files<'a>) -> Self {
        Self { files, room: MAX_PROJECT_BYTES, spent: None, read: BTreeSet::new() }
    }

    /// Returns the Dockerfiles that were read.
    pub(super) fn into_files(self) -> BTreeSet<PathBuf> {
        self.read
    }

    /// Returns the image that `build`, in canonical form, builds.
    pub(super) fn built(&mut self, build: &Node) -> Result<Built, NotKnown> {
        let text = self.text_with_room(build).ok_or(NotKnown::Open)?;
        let plain = Plain::of(text.as_str());
        let dockerfile = Dockerfile::parse(&plain).map_err(|line| {
            self.read.extend(text.file().map(Path::to_owned));
            NotKnown::Broken(text.line(line))
        })?;
        self.of_dockerfile(build, &text, &dockerfile).ok_or(NotKnown::Open)
    }

    fn text_with_room(&mut self, build: &Node) -> Option<Text<'a>> {
        let text = self.text(build)?;
        let left = self.room.checked_sub(text.as_str().len());
        if left.is_none() {
            self.spent.get_or_insert(build.origin.span);
        }
        self.room = left?;
        Some(text)
    }

    fn of_dockerfile(&mut self, build: &Node, text: &Text, dockerfile: &Dockerfile) -> Option<Built> {
        let target = match build.get("target").filter(|target| !target.is_null()) {
            Some(target) => Some(target.as_text()?.to_owned()),
            None => None,
        };
        let variables = Variables::of(build, &mut self.room);
        let image = dockerfile.build(target.as_deref(), text, variables, build)?;
        self.read.extend(text.file().map(Path::to_owned));
        Some(image)
    }

    /// Returns the text of the Dockerfile: `dockerfile_inline`, or the file in the context.
    fn text(&self, build: &Node) -> Option<Text<'a>> {
        let sources = self.files.sources;
        let short = |text: Text<'a>| (text.as_str().len() <= MAX_BYTES).then_some(text);
        if let Some(inline) = build.get("dockerfile_inline").filter(|inline| !inline.is_null()) {
            return Text::inline(inline, sources).and_then(short);
        }
        let context = build.get("context")?;
        let folder = context.as_text().filter(|folder| !folder.contains("://"))?;
        let named = build.get("dockerfile").filter(|name| !name.is_null());
        let name = named.as_ref().map_or(Some("Dockerfile"), Node::as_text)?;
        let source = sources.load(&Path::new(folder).join(name)).ok()?;
        let site = named.filter(|name| !is_added(name)).map_or(context.origin.span, |name| name.origin.span);
        short(Text::of_file(&source, Step { how: StepKind::Built, site }, sources))
    }
}

/// Returns true for a value that Compose adds.
fn is_added(node: &Node) -> bool {
    node.as_scalar().is_some_and(Scalar::is_derived)
}

#[cfg(test)]
mod tests;
