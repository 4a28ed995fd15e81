package dev.holdfast.edge;

import dev.holdfast.edge.TokenDistrust.Reason;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Purpose;
import dev.holdfast.event.Status;
import dev.holdfast.format.Form;
import dev.holdfast.format.ListFormat;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.replica.Replica;
import dev.holdfast.schema.SignedList;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.SignedTrustDocument;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/// Whether a token may be served, judged by what the edge has verified by itself. Stateless.
final class TokenTrial {
    private TokenTrial() {}

    /// What was found of a token that passed.
    record Passed(ServedToken served, Provenance provenance) {}

    /// Judges everything but the time.
    static Passed judge(SignedList offered, View view) throws TokenDistrust {
        ListIndex.Place place = view.index().byUri(offered.uri());
        if (place == null) {
            throw new TokenDistrust(Reason.NOT_YET, "no list is held for " + offered.uri());
        }
        if (!place.list().equals(offered.list())) {
            throw new TokenDistrust(Reason.OTHER_LIST, offered.uri() + " belongs to " + place.list());
        }
        Form form = offered.form();
        Replica replica = view.replica(place.partition());
        if (replica.renounced().isPresent()) {
            throw new TokenDistrust(Reason.NOT_YET, "what is held of the list was renounced");
        }
        Publisher publisher = publisher(replica, view);
        Statement statement = verified(form.format(), offered.token(), publisher);
        StatusListToken token = statement.claims();
        if (statement.purpose() != form.purpose()
                || !offered.mediaType().equals(form.format().mediaType())) {
            throw new TokenDistrust(Reason.MALFORMED, "the token is not the " + form + " that it is called");
        }
        if (!token.sub().equals(offered.uri())) {
            throw new TokenDistrust(Reason.OTHER_SUBJECT, "sub is " + token.sub());
        }
        Provenance provenance = token.provenance()
                .orElseThrow(() -> new TokenDistrust(Reason.MALFORMED, "the token does not say where it is from"));
        if (provenance.epoch() != publisher.epoch()) {
            throw new TokenDistrust(Reason.WRONG_EPOCH, "epoch " + provenance.epoch());
        }
        ListImage image = Optional.ofNullable(replica.lists().get(place.list()))
                .orElseThrow(() -> new TokenDistrust(Reason.NOT_YET, "the list is not held"));
        if (!image.descriptor().publications().contains(new Publication(form, offered.uri()))) {
            throw new TokenDistrust(Reason.OTHER_LIST, "the list is not published as " + form + " there");
        }
        requireConsistent(statement, provenance, image, sticky(replica, place.list()));
        ServedToken served = new ServedToken(
                place.list(),
                form,
                offered.uri(),
                offered.token(),
                form.format().isText() ? Gzip.shorter(offered.token()) : Optional.empty(),
                offered.token().sha256(),
                provenance.version(),
                token.issuedAt(),
                token.expiresAt().orElseThrow(() -> new TokenDistrust(Reason.MALFORMED, "the token has no exp")),
                token.ttl());
        return new Passed(served, provenance);
    }

    private static Publisher publisher(Replica replica, View view) throws TokenDistrust {
        SignedTrustDocument trust =
                view.newestTrust().orElseThrow(() -> new TokenDistrust(Reason.NOT_YET, "no trust document is held"));
        return replica.header()
                .flatMap(header -> trust.document().publisher(header.region()))
                .orElseThrow(() -> new TokenDistrust(Reason.NOT_YET, "no publisher is known"));
    }

    private static Statement verified(ListFormat format, Bytes token, Publisher publisher) throws TokenDistrust {
        String keyId = format.keyIdHint(token)
                .orElseThrow(() -> new TokenDistrust(Reason.MALFORMED, "no token that names its key"));
        PublicKey key = publisher.tokenKeys().stream()
                .filter(known -> known.keyId().value().equals(keyId))
                .findFirst()
                .orElseThrow(() -> new TokenDistrust(Reason.NOT_YET, "no token key " + keyId));
        try {
            return format.verify(token, key).statement();
        } catch (Malformed e) {
            throw new TokenDistrust(Reason.MALFORMED, e.getMessage());
        } catch (BadSignature e) {
            throw new TokenDistrust(Reason.BAD_SIGNATURE, "the signature does not verify");
        }
    }

    private static void requireConsistent(
            Statement statement, Provenance provenance, ListImage image, Set<Integer> sticky) throws TokenDistrust {
        PackedStatuses says = statement.claims().statuses();
        int capacity = image.descriptor().capacity();
        PackedStatuses held = statement.purpose().of(image.statuses());
        byte[] packed = says.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
        if (says.bits() != held.bits() || packed.length != PackedStatuses.byteLength(held.bits(), capacity)) {
            throw new TokenDistrust(Reason.CONTRADICTION, "the token has another shape than the list");
        }
        if (provenance.version() > image.version()) {
            throw new TokenDistrust(Reason.NOT_YET, "the token is ahead of the list that is held");
        }
        if (provenance.version() == image.version()
                && !Arrays.equals(packed, held.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST))) {
            throw new TokenDistrust(Reason.CONTRADICTION, "the token differs from the list at the same version");
        }
        for (int idx : sticky) {
            if (says.code(idx) != stickyCode(statement.purpose())) {
                throw new TokenDistrust(Reason.CONTRADICTION, "an entry that was invalid is not so in the token");
            }
        }
    }

    /// What a form shows of an entry that is INVALID.
    private static int stickyCode(Purpose purpose) {
        return switch (purpose) {
            case STATUS -> Status.INVALID.code();
            case REVOCATION -> 1;
            case SUSPENSION -> 0;
        };
    }

    private static Set<Integer> sticky(Replica replica, ListId list) {
        return replica.sticky()
                .entries()
                .getOrDefault(list, Collections.emptySortedMap())
                .keySet();
    }
}
