package dev.holdfast.replay;

import dev.holdfast.checkpoint.Delta;
import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.checkpoint.Snapshot;
import dev.holdfast.event.ListId;
import dev.holdfast.fold.ListState;
import dev.holdfast.fold.PartitionState;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListAggregation;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.replay.Finding.Kind;
import dev.holdfast.replica.Distrust;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.replica.Vouched;
import dev.holdfast.schema.SignedList;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.SignedTrustDocument;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Compares published items with the fold, which stands at their n. Each method gives the first thing that is wrong,
/// if anything is.
final class Judge {
    private Judge() {}

    /// A checkpoint's header: who signed it, and whether it names the state.
    static Optional<Finding> header(PartitionState state, SignedHeader signed, long n) {
        Optional<SignedTrustDocument> trust = state.trust();
        if (trust.isEmpty()) {
            return finding(Kind.NOT_VOUCHED, state, n, "no trust document was adopted up to there");
        }
        Header header;
        try {
            header = Vouched.open(signed, state.partition(), trust.get()).header();
        } catch (NotVouched e) {
            Kind kind = e.why() == Distrust.BAD_SIGNATURE ? Kind.BAD_SIGNATURE : Kind.NOT_VOUCHED;
            return finding(kind, state, n, e.why().wireName() + ": " + e.getMessage());
        }
        if (!header.chain().equals(state.chain())) {
            return finding(
                    Kind.CHAIN_MISMATCH, state, n, "signed chain " + header.chain() + ", folded " + state.chain());
        }
        if (header.trustVersion() != trust.get().document().version()) {
            return finding(
                    Kind.TRUST_MISMATCH,
                    state,
                    n,
                    "signed trust version " + header.trustVersion() + ", adopted "
                            + trust.get().document().version());
        }
        List<ListImage> images = state.images();
        if (header.listCount() != images.size()) {
            return finding(
                    Kind.ROOT_MISMATCH, state, n, "signed " + header.listCount() + " lists, folded " + images.size());
        }
        var root = Snapshot.rootOf(images);
        return header.root().equals(root)
                ? Optional.empty()
                : finding(Kind.ROOT_MISMATCH, state, n, "signed root " + header.root() + ", folded " + root);
    }

    /// A checkpoint's body, against the one that the fold cuts.
    static Optional<Finding> body(PartitionState state, Header header, Bytes body, byte[] folded) {
        if (!Delta.hashOf(body.toArray()).equals(header.body())) {
            return finding(Kind.DELTA_MISMATCH, state, header.n(), "the body is not the one that was signed");
        }
        return Arrays.equals(body.toArray(), folded)
                ? Optional.empty()
                : finding(Kind.DELTA_MISMATCH, state, header.n(), "the signed body is not what the fold cuts");
    }

    /// A snapshot's lists, byte for byte.
    static Optional<Finding> lists(PartitionState state, long n, List<Bytes> pieces) {
        ByteArrayOutputStream published = new ByteArrayOutputStream();
        pieces.forEach(piece -> published.writeBytes(piece.toArray()));
        return Arrays.equals(published.toByteArray(), Snapshot.listBytes(state.images()))
                ? Optional.empty()
                : finding(Kind.SNAPSHOT_MISMATCH, state, n, "the lists are not those of the fold");
    }

    /// A token: its signature, its claims and its inflated list. Whether it has expired does not matter here.
    static Optional<Finding> token(PartitionState state, SignedList published) {
        Optional<SignedTrustDocument> trust = state.trust();
        Optional<Publisher> publisher = trust.stream()
                .flatMap(document -> document.document().publishers().stream())
                .filter(known -> tokenKey(known, published).isPresent())
                .findFirst();
        if (publisher.isEmpty()) {
            return finding(Kind.NOT_VOUCHED, state, published, "unknown-key: no publisher has the key of the token");
        }
        try {
            PublicKey key = tokenKey(publisher.get(), published).orElseThrow();
            Statement statement =
                    published.form().format().verify(published.token(), key).statement();
            return tokenDifference(state, publisher.get(), published, statement)
                    .map(difference -> new Finding(
                            Kind.TOKEN_MISMATCH,
                            state.partition(),
                            published.n(),
                            Optional.of(published.list()),
                            difference));
        } catch (BadSignature e) {
            return finding(Kind.BAD_SIGNATURE, state, published, "bad-signature: " + e.getMessage());
        } catch (Malformed e) {
            return finding(Kind.MALFORMED, state, published, e.getMessage());
        }
    }

    private static Optional<PublicKey> tokenKey(Publisher publisher, SignedList published) {
        Optional<String> named = published.form().format().keyIdHint(published.token());
        return publisher.tokenKeys().stream()
                .filter(key -> named.equals(Optional.of(key.keyId().value())))
                .findFirst();
    }

    private static Optional<String> tokenDifference(
            PartitionState state, Publisher publisher, SignedList record, Statement statement) {
        StatusListToken token = statement.claims();
        ListState list = state.lists().get(record.list());
        if (list == null) {
            return Optional.of("the fold has no such list there");
        }
        ListImage image = list.image();
        boolean isPublished = image.descriptor().publications().stream()
                .anyMatch(publication -> publication.form().equals(record.form())
                        && publication.uri().equals(token.sub()));
        if (!isPublished || !record.uri().equals(token.sub())) {
            return Optional.of("sub " + token.sub() + " is not where this list is published");
        }
        if (!token.aggregationUri().equals(StatusListAggregation.uriFor(record.list(), record.form(), token.sub()))) {
            return Optional.of("aggregation_uri is not that of the issuer's lists");
        }
        Provenance folded = new Provenance(publisher.epoch(), state.partition(), state.n(), image.version());
        Provenance stated = new Provenance(record.epoch(), state.partition(), record.n(), record.version());
        if (!token.provenance().equals(Optional.of(folded)) || !stated.equals(folded)) {
            return Optional.of("the token names "
                    + token.provenance().map(Object::toString).orElse("no provenance") + ", the record " + stated
                    + ", the fold " + folded);
        }
        if (!token.issuedAt().equals(record.issuedAt()) || !token.expiresAt().equals(Optional.of(record.expiresAt()))) {
            return Optional.of("iat or exp of the token is not what the record says");
        }
        // A token's capacity is all that its bytes hold, so the bytes are compared.
        PackedStatuses shown = record.form().purpose().of(image.statuses());
        boolean equal = statement.purpose() == record.form().purpose()
                && token.statuses().bits() == shown.bits()
                && Arrays.equals(bytes(token), shown.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST));
        return equal ? Optional.empty() : Optional.of("the statuses are not those of the fold");
    }

    private static byte[] bytes(StatusListToken token) {
        return token.statuses().toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
    }

    private static Optional<Finding> finding(Kind kind, PartitionState state, SignedList record, String detail) {
        Optional<ListId> list = Optional.of(record.list());
        return Optional.of(new Finding(kind, state.partition(), record.n(), list, detail));
    }

    private static Optional<Finding> finding(Kind kind, PartitionState state, long n, String detail) {
        return Optional.of(Finding.of(kind, state.partition(), n, detail));
    }
}
