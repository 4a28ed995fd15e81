package dev.holdfast.edge;

import dev.holdfast.edge.TokenDistrust.Reason;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Status;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.format.VerifiedToken;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.Descriptor;
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
        if (!place.list().equals(offered.list()) || !offered.mediaType().equals(TokenStatusListJwt.MEDIA_TYPE)) {
            throw new TokenDistrust(Reason.OTHER_LIST, offered.uri() + " belongs to " + place.list());
        }
        Replica replica = view.replica(place.partition());
        if (replica.renounced().isPresent()) {
            throw new TokenDistrust(Reason.NOT_YET, "what is held of the list was renounced");
        }
        String jws = offered.token().toAscii();
        Publisher publisher = publisher(replica, view);
        StatusListToken token = verified(jws, publisher).token();
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
        requireConsistent(token, provenance, image, sticky(replica, place.list()));
        ServedToken served = new ServedToken(
                place.list(),
                offered.uri(),
                TokenStatusListJwt.MEDIA_TYPE,
                offered.token(),
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

    private static VerifiedToken verified(String jws, Publisher publisher) throws TokenDistrust {
        String keyId = TokenStatusListJwt.keyIdHint(jws)
                .orElseThrow(() -> new TokenDistrust(Reason.MALFORMED, "no JWS with a kid"));
        PublicKey key = publisher.tokenKeys().stream()
                .filter(known -> known.keyId().value().equals(keyId))
                .findFirst()
                .orElseThrow(() -> new TokenDistrust(Reason.NOT_YET, "no token key " + keyId));
        try {
            return TokenStatusListJwt.verify(jws, key);
        } catch (Malformed e) {
            throw new TokenDistrust(Reason.MALFORMED, e.getMessage());
        } catch (BadSignature e) {
            throw new TokenDistrust(Reason.BAD_SIGNATURE, "the signature does not verify");
        }
    }

    private static void requireConsistent(
            StatusListToken token, Provenance provenance, ListImage image, Set<Integer> sticky) throws TokenDistrust {
        PackedStatuses says = token.statuses();
        Descriptor descriptor = image.descriptor();
        byte[] packed = says.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
        if (says.bits() != descriptor.bits()
                || packed.length != PackedStatuses.byteLength(descriptor.bits(), descriptor.capacity())) {
            throw new TokenDistrust(Reason.CONTRADICTION, "the token has another shape than the list");
        }
        if (provenance.version() > image.version()) {
            throw new TokenDistrust(Reason.NOT_YET, "the token is ahead of the list that is held");
        }
        if (provenance.version() == image.version()
                && !Arrays.equals(packed, image.statuses().toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST))) {
            throw new TokenDistrust(Reason.CONTRADICTION, "the token differs from the list at the same version");
        }
        for (int idx : sticky) {
            if (says.code(idx) != Status.INVALID.code()) {
                throw new TokenDistrust(Reason.CONTRADICTION, "an entry that was invalid is not so in the token");
            }
        }
    }

    private static Set<Integer> sticky(Replica replica, ListId list) {
        return replica.sticky()
                .entries()
                .getOrDefault(list, Collections.emptySortedMap())
                .keySet();
    }
}
