//! YAML, and JSON, which is YAML, to trees.
