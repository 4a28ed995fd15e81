/// What can happen to a status list: commands signed by an issuer and adoptions of a trust document, with the names
/// and numbers they carry. A command's signed form is a compact JWS; [CommandCodec] is the one place that reads it.
@NullMarked
package dev.holdfast.event;

import org.jspecify.annotations.NullMarked;
