package dev.holdfast.check;

import dev.holdfast.check.Answer.Decision;
import dev.holdfast.check.Answer.Evidence;
import dev.holdfast.check.Answer.Verdict;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.EntryIndex;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.list.ListImage;
import dev.holdfast.replica.Renounced;
import dev.holdfast.replica.Replica;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Answers from a replica. Pure; safe for concurrent use.
///
/// @param limits ages at which the freshness label changes
public record StatusCheck(Freshness.Limits limits) {
    private static final String VERIFIED_BEFORE = "verified as invalid before, and invalid is final";

    /// The answer for an entry of a list that this replica may hold.
    public Answer check(Replica replica, ListId list, int idx, VerifierClock clock, Policy policy) {
        Optional<Header> header = replica.header();
        ListImage image = replica.lists().get(list);
        if (header.isEmpty() || image == null) {
            return unknown(policy, "no list " + list + " is held");
        }
        if (idx < 0 || idx >= image.descriptor().capacity()) {
            return unknown(policy, "the list has " + image.descriptor().capacity() + " entries");
        }
        boolean sticky = replica.sticky().contains(list, idx);
        if (replica.renounced().isPresent()) {
            return renounced(replica.renounced().get(), image, idx, sticky, policy);
        }
        Status status = sticky ? Status.INVALID : image.statuses().status(idx);
        Duration age = clock.age(header.get().issuedAt());
        Freshness freshness = freshness(replica, clock);
        Verdict verdict = Verdict.of(status);
        Decision decision = policy.decide(verdict, freshness);
        return new Answer(
                verdict,
                Optional.of(status),
                freshness,
                Optional.of(age),
                decision,
                reasons(verdict, freshness, sticky, clock),
                replica.signedHeader().map(signed -> evidence(image, idx, header.get(), signed)));
    }

    /// From a state that does not count any more nothing is known, except that what was INVALID is so for good.
    private static Answer renounced(Renounced renounced, ListImage image, int idx, boolean sticky, Policy policy) {
        String reason = "the evidence was renounced (" + renounced.why().wireName() + ")";
        boolean invalid = sticky
                || (renounced.keepsInvalid() && image.statuses().status(idx).equals(Status.INVALID));
        if (!invalid) {
            return unknown(policy, reason);
        }
        return new Answer(
                Verdict.INVALID,
                Optional.of(Status.INVALID),
                Freshness.NONE,
                Optional.empty(),
                policy.decide(Verdict.INVALID, Freshness.NONE),
                List.of(VERIFIED_BEFORE, "status invalid", reason),
                Optional.empty());
    }

    /// The answer for a reference to a list that nobody here holds.
    public static Answer unknown(Policy policy, String reason) {
        return new Answer(
                Verdict.UNKNOWN,
                Optional.empty(),
                Freshness.NONE,
                Optional.empty(),
                policy.decide(Verdict.UNKNOWN, Freshness.NONE),
                List.of(reason),
                Optional.empty());
    }

    /// The label of everything that this replica holds. Nothing is called fresh by a clock that runs behind
    /// signed time, or that is behind the very evidence.
    public Freshness freshness(Replica replica, VerifierClock clock) {
        if (replica.header().isEmpty() || replica.renounced().isPresent()) {
            return Freshness.NONE;
        }
        if (replica.contradiction().isPresent()) {
            return Freshness.DISPUTED;
        }
        Instant issuedAt = replica.header().get().issuedAt();
        Freshness freshness = limits.of(clock.age(issuedAt));
        boolean untold = clock.isSuspect() || clock.isAhead(issuedAt);
        return freshness == Freshness.FRESH && untold ? Freshness.STALE : freshness;
    }

    private static List<String> reasons(Verdict verdict, Freshness freshness, boolean sticky, VerifierClock clock) {
        List<String> reasons = new ArrayList<>();
        if (sticky) {
            reasons.add(VERIFIED_BEFORE);
        }
        reasons.add("status " + verdict.name().toLowerCase(Locale.ROOT));
        reasons.add("evidence " + freshness.wireName());
        if (clock.isSuspect()) {
            reasons.add("the local clock is behind signed time");
        }
        return reasons;
    }

    private static Evidence evidence(ListImage image, int idx, Header header, SignedHeader signed) {
        return new Evidence(
                image.id(),
                new EntryIndex(idx),
                header.epoch(),
                header.partition(),
                header.n(),
                header.issuedAt(),
                image.version(),
                signed.keyId());
    }
}
