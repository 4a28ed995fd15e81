package dev.holdfast.stream.fold;

import java.io.Serial;

/// A trust document asks for rules that this program does not have. The stream stops rather than guess.
public final class UnknownRulesAdopted extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    UnknownRulesAdopted(int rules, int partition, long offset) {
        super("rules version " + rules + " was adopted in partition " + partition + " at offset " + offset
                + ": start a newer version of this program");
    }
}
