/// `holdfast trust`: trust documents, made and signed by several people on their own machines, and published.
/// What may follow what is for `dev.holdfast.trust` to say; here are files, words and the log.
@NullMarked
package dev.holdfast.cli.trust;

import org.jspecify.annotations.NullMarked;
