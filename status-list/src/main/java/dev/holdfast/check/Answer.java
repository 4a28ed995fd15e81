package dev.holdfast.check;

import dev.holdfast.event.EntryIndex;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.sign.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a verifier says of one credential: status, freshness, and the decision that a policy draws from both.
///
/// @param verdict the status, or that it is unknown; unknown never becomes valid
/// @param code the status value as the list has it; absent if unknown
/// @param age of the evidence; absent without evidence
/// @param reasons why the decision is what it is, most important first
public record Answer(
        Verdict verdict,
        Optional<Status> code,
        Freshness freshness,
        Optional<Duration> age,
        Decision decision,
        List<String> reasons,
        Optional<Evidence> evidence) {
    public Answer {
        reasons = List.copyOf(reasons);
    }

    /// A status in words (Token Status List, section 7).
    public enum Verdict {
        VALID,
        INVALID,
        SUSPENDED,
        APPLICATION,
        UNKNOWN;

        static Verdict of(Status status) {
            return switch (status.code()) {
                case 0 -> VALID;
                case 1 -> INVALID;
                case 2 -> SUSPENDED;
                default -> status.isApplicationSpecific() ? APPLICATION : UNKNOWN;
            };
        }
    }

    /// What a relying party should do.
    public enum Decision {
        ACCEPT,
        /// Ask a person or another source.
        REFER,
        REJECT
    }

    /// What the answer rests on. Together with the checkpoint's envelope it verifies offline.
    ///
    /// @param listVersion accepted events of the list
    /// @param issuedAt `iat` of the checkpoint
    public record Evidence(
            ListId list,
            EntryIndex idx,
            int epoch,
            int partition,
            long n,
            Instant issuedAt,
            long listVersion,
            KeyId key) {}
}
