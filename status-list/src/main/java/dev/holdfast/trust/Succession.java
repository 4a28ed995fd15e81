package dev.holdfast.trust;

import dev.holdfast.event.IssuerId;
import dev.holdfast.event.Region;
import dev.holdfast.trust.Untrusted.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a document may change of the one before it, signatures apart. Pure: readers, the fold and the people who
/// sign all ask the same.
final class Succession {
    /// More than one in so many of a kind is bulk.
    private static final int FIFTH = 5;

    private Succession() {}

    static void require(SignedTrustDocument held, TrustDocument after) throws Untrusted {
        TrustDocument before = held.document();
        if (after.version() != before.version() + 1) {
            Reason reason = after.version() <= before.version() ? Reason.OLD : Reason.GAP;
            throw new Untrusted(reason, "version " + after.version() + " does not follow " + before.version());
        }
        require(
                after.previous().equals(Optional.of(held.hash())),
                Reason.WRONG_PREVIOUS,
                "version " + after.version() + " does not name the document before it");
        require(
                after.partitions() == before.partitions(),
                Reason.PARTITIONS_CHANGED,
                "the number of partitions is fixed");
        require(
                after.deployment().equals(before.deployment()),
                Reason.WRONG_DEPLOYMENT,
                "the document is for deployment " + after.deployment());
        require(after.rules() >= before.rules(), Reason.RULES_BACK, "the rules go back to version " + after.rules());
        requireEpochs(held, after);
        requireStatements(before, after);
    }

    /// A region's epochs only rise, also over documents that did not name it: what was signed in one that is over
    /// must not verify again.
    private static void requireEpochs(SignedTrustDocument held, TrustDocument after) throws Untrusted {
        for (Publisher publisher : after.publishers()) {
            int highest = held.highestEpoch(publisher.region());
            boolean stays = held.document().publisher(publisher.region()).isPresent();
            boolean follows = stays
                    ? publisher.epoch() == highest || publisher.epoch() == highest + 1
                    : publisher.epoch() > highest;
            require(
                    follows,
                    Reason.EPOCH,
                    "epoch " + publisher.epoch() + " of " + publisher.region() + " does not follow epoch " + highest);
        }
    }

    private static void requireStatements(TrustDocument before, TrustDocument after) throws Untrusted {
        Set<Statement> fresh = new HashSet<>(after.statements());
        for (Statement statement : before.statements()) {
            require(fresh.remove(statement), Reason.STATEMENTS, "a statement of an earlier document is missing");
        }
        require(
                fresh.stream().allMatch(statement -> statement.version() == after.version()),
                Reason.STATEMENTS,
                "a new statement bears another version than its document");
    }

    /// What shrinks so much that the root has to say separately that it is meant: more than a fifth of the
    /// issuers or of the publishers are gone or left without keys, or there are more than a fifth fewer keys. A
    /// key that the document declares compromised is not counted: that it goes has been said.
    static List<String> bulk(TrustDocument before, TrustDocument after) {
        List<String> shrunk = new ArrayList<>();
        long issuers = before.issuers().stream()
                .filter(issuer -> isGone(issuer.id(), issuer, after))
                .count();
        note(shrunk, issuers, before.issuers().size(), "issuers");
        long publishers = before.publishers().stream()
                .filter(publisher -> isGone(publisher.region(), publisher, after))
                .count();
        note(shrunk, publishers, before.publishers().size(), "publishers");
        long held =
                before.keys().filter(key -> !after.isCompromised(key.keyId())).count();
        note(shrunk, held - after.keys().count(), held, "keys");
        return shrunk;
    }

    private static boolean isGone(IssuerId id, Issuer before, TrustDocument after) {
        return after.issuer(id).map(issuer -> issuer.isBlankedFrom(before)).orElse(true);
    }

    private static boolean isGone(Region region, Publisher before, TrustDocument after) {
        return after.publisher(region)
                .map(publisher -> publisher.isBlankedFrom(before))
                .orElse(true);
    }

    private static void note(List<String> shrunk, long lost, long of, String what) {
        if (lost * FIFTH > of) {
            shrunk.add(lost + " of " + of + " " + what);
        }
    }

    private static void require(boolean holds, Reason reason, String otherwise) throws Untrusted {
        if (!holds) {
            throw new Untrusted(reason, otherwise);
        }
    }
}
