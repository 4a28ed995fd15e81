package dev.holdfast.replay;

import dev.holdfast.replay.Finding.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Collects the findings of one partition, causes rather than consequences: once a signed history and the log part,
/// everything published after it differs too, and is only counted. Not safe for concurrent use.
final class Findings {
    private final int partition;
    private final List<Finding> listed = new ArrayList<>();
    private long unlisted;
    private boolean parted;
    private boolean aheadListed;

    Findings(int partition) {
        this.partition = partition;
    }

    List<Finding> listed() {
        return List.copyOf(listed);
    }

    long unlisted() {
        return unlisted;
    }

    void beginPass() {
        parted = false;
        aheadListed = false;
    }

    void add(Kind kind, long n, String detail) {
        list(Finding.of(kind, partition, n, detail));
    }

    /// Notes what a signed header said of the chain.
    ///
    /// @param mismatch whether it is another one than the fold's
    void chain(boolean mismatch) {
        if (!mismatch) {
            parted = false;
        }
    }

    /// An item that differs.
    void add(Finding finding, Folding folding, String place) {
        boolean signature = switch (finding.kind()) {
            case BAD_SIGNATURE, NOT_VOUCHED, MALFORMED, CONTRADICTION -> true;
            default -> false;
        };
        if (parted && !signature) {
            unlisted++;
            return;
        }
        list(new Finding(finding.kind(), partition, finding.n(), finding.list(), place + ": " + finding.detail()));
        if (finding.kind() == Kind.CHAIN_MISMATCH) {
            parted = true;
            suspect(folding, finding.n());
        }
    }

    /// An item that covers more than the log holds.
    void ahead(Folding folding, Published item, String place) {
        if (aheadListed || parted) {
            unlisted++;
            return;
        }
        aheadListed = true;
        long n = folding.state().n();
        list(Finding.of(Kind.AHEAD, partition, item.n(), place + " covers n " + item.n() + ", the log ends at n " + n));
        suspect(folding, item.n());
    }

    /// Names the record that would explain it: one that does not count where a signed history has one that does.
    private void suspect(Folding folding, long n) {
        Optional<Folding.Suspect> suspect = folding.suspect();
        suspect.filter(record -> record.wouldBe() <= n)
                .ifPresent(record -> add(
                        Kind.ALTERED_EVENT,
                        record.wouldBe(),
                        "status-events offset " + record.offset() + " stands where n " + record.wouldBe()
                                + " is expected, and is " + record.why()));
    }

    private void list(Finding finding) {
        if (listed.size() < PartitionReport.MAX_FINDINGS) {
            listed.add(finding);
        } else {
            unlisted++;
        }
    }
}
