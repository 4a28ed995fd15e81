package dev.holdfast.replay;

import dev.holdfast.replay.log.Reading.Offsets;
import java.util.List;

/// What replaying one partition showed.
///
/// @param n events folded
/// @param lists lists at `n`
/// @param newestCheckpoint n of the newest checkpoint that equals the fold; -1 for none
/// @param folded what became of the records of `status-events`
/// @param equal how many published items equal the fold
/// @param findings the first of them, at most [#MAX_FINDINGS]
/// @param unlisted further findings, most of them consequences of those listed
public record PartitionReport(
        int partition,
        long n,
        int lists,
        long newestCheckpoint,
        Folded folded,
        Equal equal,
        Offsets offsets,
        List<Finding> findings,
        long unlisted) {
    public static final int MAX_FINDINGS = 50;

    public PartitionReport {
        findings = List.copyOf(findings);
    }

    /// Counts of records in `status-events`. The first three make up n.
    ///
    /// @param notAuthentic undecodable ones included
    public record Folded(long accepted, long refused, long trustAdopted, long duplicate, long notAuthentic) {
        public long records() {
            return accepted + refused + trustAdopted + duplicate + notAuthentic;
        }
    }

    /// Counts of published items that equal the fold, byte for byte (tokens: by their claims).
    ///
    /// @param incompleteSnapshots of which pieces are missing, so that they were not compared
    public record Equal(long checkpoints, long snapshots, long tokens, long incompleteSnapshots) {}
}
