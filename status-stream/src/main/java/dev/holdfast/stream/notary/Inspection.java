package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.Partitioning;
import dev.holdfast.event.Region;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.CheckpointDraft;
import dev.holdfast.schema.SnapshotDraft;
import dev.holdfast.schema.TokenDraft;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.TrustDocument;
import java.util.Optional;

/// Looks at drafts before they are signed: whatever the stream got wrong, or whoever else wrote to the topic, no
/// two signed headers may contradict each other. Pure.
///
/// @param partitions how many partitions `status-events` has
record Inspection(Deployment deployment, Region region, int partitions) {
    /// Whether a draft is of use.
    enum Verdict {
        /// It may be signed.
        SIGN,
        /// It was superseded before the partition came to us; it is harmless and useless.
        SKIP
    }

    /// A checkpoint's header, if it may follow `last`.
    ///
    /// @param partition the Kafka partition that the draft was found in
    Header header(CheckpointDraft draft, int partition) throws DraftRefused {
        require(draft.partition() == partition, "the draft names partition " + draft.partition());
        Header header;
        Delta body;
        try {
            header = Header.parse(draft.header().toArray());
            body = Delta.parse(draft.body().toArray());
        } catch (Malformed e) {
            throw new DraftRefused("the draft does not parse: " + e.getMessage(), e);
        }
        require(header.deployment().equals(deployment), "the header is for deployment " + header.deployment());
        require(header.region().equals(region), "the header is for region " + header.region());
        require(header.partition() == partition, "the header is for partition " + header.partition());
        require(header.body().equals(Delta.hashOf(draft.body().toArray())), "the header commits to another body");
        require(body.fromN() <= header.n(), "the body starts behind the header's n");
        return header;
    }

    /// Whether `next` may be signed after `last`.
    Verdict follows(Header next, CheckpointDraft draft, Optional<LastSigned> last) throws DraftRefused, LogBehind {
        if (last.isEmpty()) {
            return Verdict.SIGN;
        }
        Header before = last.get().header();
        require(
                next.trustVersion() >= before.trustVersion(),
                "trust version " + next.trustVersion() + " after " + before.trustVersion());
        require(next.epoch() >= before.epoch(), "epoch " + next.epoch() + " after epoch " + before.epoch());
        if (next.epoch() > before.epoch()) {
            return Verdict.SIGN;
        }
        boolean later = next.issuedAt().isAfter(before.issuedAt());
        if (!later && next.n() <= before.n() && !last.get().ours()) {
            return Verdict.SKIP;
        }
        require(later, "iat " + next.issuedAt() + " is not after " + before.issuedAt());
        if (next.n() < before.n()) {
            if (last.get().ours()) {
                throw new LogBehind("n " + next.n() + " after n " + before.n());
            }
            return Verdict.SKIP;
        }
        if (next.n() == before.n()) {
            require(next.sameStateAs(before), "another state at n " + next.n() + " than was signed");
        }
        require(fromN(draft) <= before.n(), "a delta from n " + fromN(draft) + " after n " + before.n());
        return Verdict.SIGN;
    }

    /// Refuses a header that is not of the epoch that its own trust document opened.
    void requireEpoch(Header header, TrustDocument trust) throws DraftRefused {
        int epoch = trust.publisher(region).map(Publisher::epoch).orElse(0);
        require(
                header.epoch() == epoch,
                "epoch " + header.epoch() + " under trust document " + trust.version() + ", which says " + epoch);
    }

    private static long fromN(CheckpointDraft draft) throws DraftRefused {
        try {
            return Delta.parse(draft.body().toArray()).fromN();
        } catch (Malformed e) {
            throw new DraftRefused("the draft does not parse: " + e.getMessage(), e);
        }
    }

    /// Whether a piece of a snapshot belongs to the checkpoint that was signed last.
    Verdict follows(SnapshotDraft draft, int partition, Optional<LastSigned> last) throws DraftRefused {
        require(draft.partition() == partition, "the draft names partition " + draft.partition());
        if (last.isPresent()) {
            Header before = last.get().header();
            boolean same = Hash.of(before.toBytes()).equals(draft.headerHash());
            if (same && before.n() == draft.n() && before.epoch() == draft.epoch()) {
                return Verdict.SIGN;
            }
        }
        require(last.isEmpty() || !last.get().ours(), "a snapshot of another checkpoint than was signed last");
        return Verdict.SKIP;
    }

    /// A token's claims, if they say what stands beside them and nothing that no checkpoint has said.
    Statement claims(TokenDraft draft, int partition, Optional<LastSigned> last) throws DraftRefused {
        require(draft.partition() == partition, "the draft names partition " + draft.partition());
        require(
                Partitioning.of(draft.list(), partitions) == partition,
                "list " + draft.list() + " does not live in this partition");
        Statement statement = parse(draft);
        StatusListToken token = statement.claims();
        Provenance stated = new Provenance(draft.epoch(), partition, draft.n(), draft.version());
        require(
                token.provenance().equals(Optional.of(stated)),
                "the claims of " + draft.list() + " differ from what stands beside them");
        require(
                statement.purpose() == draft.form().purpose(),
                "the claims of " + draft.list() + " are for another purpose than stands beside them");
        require(
                token.aggregationUri().equals(StatusListAggregation.uriFor(draft.list(), draft.form(), token.sub())),
                "the token of " + draft.list() + " names another aggregation than its issuer's");
        require(token.expiresAt().isPresent(), "the token of " + draft.list() + " never expires");
        require(last.isPresent(), "a token before any checkpoint");
        Header before = last.orElseThrow().header();
        require(
                draft.epoch() < before.epoch() || (draft.epoch() == before.epoch() && draft.n() <= before.n()),
                "a token of n " + draft.n() + " after a checkpoint of n " + before.n());
        return statement;
    }

    /// A signed token is published only if, read back, it says what was drafted.
    void readBack(TokenDraft draft, Statement drafted, Bytes token, PublicKey key) throws DraftRefused {
        try {
            Statement read = draft.form().format().verify(token, key).statement();
            require(read.equals(drafted), "the signed " + draft.form() + " of " + draft.list() + " says otherwise");
        } catch (Malformed | BadSignature e) {
            throw new DraftRefused(
                    "the signed " + draft.form() + " of " + draft.list() + " does not verify: " + e.getMessage(), e);
        }
    }

    private static Statement parse(TokenDraft draft) throws DraftRefused {
        try {
            return draft.form().format().parseDraft(draft.payload().toArray());
        } catch (Malformed e) {
            throw new DraftRefused("the claims of " + draft.list() + " do not parse: " + e.getMessage(), e);
        }
    }

    private static void require(boolean holds, String otherwise) throws DraftRefused {
        if (!holds) {
            throw new DraftRefused(otherwise);
        }
    }
}
