{ a: import "deep.libsonnet" }
