/// JSON-LD to canonical RDF, for the proofs that sign RDF (`-rdfc-`). The only package that needs Titanium, which is an
/// optional dependency: who uses this package adds `titanium-json-ld`, `titanium-rdfc` and `parsson`.
@NullMarked
package dev.holdfast.jsonld;

import org.jspecify.annotations.NullMarked;
