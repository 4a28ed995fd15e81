package dev.holdfast.edge;

import dev.holdfast.schema.SignedList;
import dev.holdfast.trust.SignedTrustDocument;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a store gave back at the start, verified except for the tokens.
///
/// @param trust every version from 1 on
/// @param nextTrust offset in `trust` to go on from
/// @param floor of the clock
/// @param holdings one for each partition from 0 on
/// @param tokens as they were stored; each is verified before it is served
/// @param tokenOffsets by partition, in `signed-lists`
record Stored(
        List<SignedTrustDocument> trust,
        long nextTrust,
        Instant floor,
        List<Holding> holdings,
        List<SignedList> tokens,
        Map<Integer, Long> tokenOffsets) {}
