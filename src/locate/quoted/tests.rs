use super::*;
use crate::source::SourceMap;
use crate::workspace::{Files, inputs};
use std::path::Path;

/// Returns the line and the characters that `message` is shown at in the first input of a file; empty text for none.
fn shown(name: &str, text: &str, message: &str) -> String {
    let sources = SourceMap::default();
    let source = sources.add(Path::new(name), text.to_owned());
    let file = Files::over(&sources).parse(Path::new(name)).unwrap();
    let found = quoted(&inputs(&file)[0], message);
    found.map_or(String::new(), |span| {
        format!("{} {}", source.place(span.start as usize).line, source.slice(span))
    })
}

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: hello-kubernetes
  labels:
    app.kubernetes.io/name: mysql
spec:
  replicas: 3
  selector:
    matchLabels:
      app: hello-kubernetes
  template:
    metadata:
      labels:
        app: hello-kubernetes
    spec:
      containers:
      - name: hello-kubernetes
        image: paulbouwer/hello-kubernetes:1.5
        ports:
        - containerPort: 8080
      - name: sidecar
        image: nginx:latest
        securityContext: {privileged: true}
";

#[test]
fn finds_what_messages_about_deployments_mean() {
    for (message, wanted) in [
        ("Containers must not run as root", ""),
        ("Containers must not run as root in Deployment hello-kubernetes", ""),
        ("Found deployment hello-kubernetes but deployments are not allowed", ""),
        (
            "Deployment 'hello-kubernetes' must provide app/release labels for pod selectors",
            "4 hello-kubernetes",
        ),
        ("Deployment hello-kubernetes must provide app/release labels for pod selectors", ""),
        ("Deployments are not allowed", ""),
        ("Deployment is old", ""),
        ("image 'nginx:latest' doesn't specify a valid tag", "23 nginx:latest"),
        ("image \"nginx:latest\" of `sidecar`", "23 nginx:latest"),
        ("Denied ports: [8080 22]", ""),
        ("`privileged` is `true` in \"sidecar\"", "24 true"),
        ("'privileged' is not allowed", "24 privileged"),
        ("privileged: true is not allowed", ""),
        ("`privileged: true` is not allowed", "24 true"),
        ("`spec.replicas` is too low", "8 3"),
        ("spec.replicas is too low", ""),
        ("`input.spec.replicas` is too low", "8 3"),
        ("`/spec/template/spec/containers/1/image` is old", "23 nginx:latest"),
        ("`containers[1].image`", "23 nginx:latest"),
        ("`metadata.labels.app.kubernetes.io/name`", "6 mysql"),
        ("`app.kubernetes.io/name` is wrong", "6 app.kubernetes.io/name"),
        ("`spec.selector.matchLabels.release` is missing", "10 matchLabels"),
        (
            "`spec.template.spec.containers[1].resources`",
            "22 name: sidecar\n        image: nginx:latest\n        securityContext: {privileged: true}",
        ),
        ("spec.selector.matchLabels.release is missing", ""),
        ("spec.other is missing", ""),
        ("`spec.other` is missing", "7 spec"),
        ("/other/path is missing", ""),
        ("`nothing` of the 'kind'", "2 kind"),
        ("true 3 is on", ""),
        ("", ""),
        ("\u{301}'\u{301}'", ""),
    ] {
        assert_eq!(shown("deployment.yaml", DEPLOYMENT, message), wanted, "{message}");
    }
}

#[test]
fn the_deepest_of_several_and_the_one_under_what_is_quoted() {
    let text = "\
services:
  web:
    image: nginx:latest
    ports: ['80:80', '443:443']
  nginx:
    image: nginx:latest
    container_name: web
    mem_limit:
";
    for (message, wanted) in [
        ("No images tagged latest", ""),
        ("Must be using at least version 3.5 of the Compose file format", ""),
        ("`web` has the image `nginx:latest`", "3 nginx:latest"),
        ("'nginx' has the image 'nginx:latest'", "6 nginx:latest"),
        ("an image `nginx:latest` has no version", ""),
        ("`nginx` publishes nothing", "5 nginx"),
        ("`web` publishes 443:443", "2 web"),
        ("`web` publishes '443:443'", "4 '443:443'"),
        ("service web publishes 443:443", ""),
        ("container_name web", ""),
        ("the container_name is `web`", "7 web"),
        ("nginx:latest is old", ""),
        ("nginx:latest of nginx is old", ""),
        ("nginx:latest of `nginx` is old", "5 nginx"),
        ("`services.nginx.mem_limit` has no value", "8 mem_limit"),
        ("`mem_limit=` has no value", ""),
        ("`services.web.image`", "3 nginx:latest"),
    ] {
        assert_eq!(shown("compose.yml", text, message), wanted, "{message}");
    }
}

#[test]
fn works_in_every_format() {
    let properties = "a.url=localhost\nmy.secret=x\nother=localhost\n";
    for (message, wanted) in [
        ("Must have a valid uri defined 'localhost'", ""),
        ("'my.secret' may contain a secret value", "2 my.secret"),
        ("`other=localhost` is no address", "3 localhost"),
        ("`my.secret=x`", "2 x"),
    ] {
        assert_eq!(shown("a.properties", properties, message), wanted, "{message}");
    }
    let toml = "[entryPoints.http.tls]\ncipherSuites = ['TLS_A', 'TLS_RSA_WITH_AES_256_GCM_SHA384']\n";
    for (message, wanted) in [
        (
            "Following ciphers are not allowed: [\"TLS_RSA_WITH_AES_256_GCM_SHA384\"]",
            "2 'TLS_RSA_WITH_AES_256_GCM_SHA384'",
        ),
        ("`entryPoints.http.tls.minVersion` is missing", "1 tls"),
    ] {
        assert_eq!(shown("traefik.toml", toml, message), wanted, "{message}");
    }
    assert_eq!(shown("a.json", "{\"kind\": \"Service\"}", "no Service here"), "");
    assert_eq!(shown("a.yml", "text", "a `text`"), "1 text");
    assert_eq!(shown("a.yml", "", "a `text`"), "");
}
