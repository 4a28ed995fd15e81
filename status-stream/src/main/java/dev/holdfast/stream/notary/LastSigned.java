package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import java.util.concurrent.Future;

/// The newest checkpoint of a partition.
///
/// @param signed its envelope
/// @param header what the envelope holds
/// @param offset of its record in `checkpoints`, known once the broker has it
/// @param ours whether it was signed since the partition came to us, rather than read back
record LastSigned(SignedHeader signed, Header header, Future<Long> offset, boolean ours) {}
