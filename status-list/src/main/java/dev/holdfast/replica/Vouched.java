package dev.holdfast.replica;

import dev.holdfast.checkpoint.Header;
import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.Deployment;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.TrustDocument;
import java.util.Optional;

/// A header whose signature a trusted publisher made for this deployment and partition. Only [#open] makes one.
public final class Vouched {
    private final SignedHeader signed;
    private final Header header;

    private Vouched(SignedHeader signed, Header header) {
        this.signed = signed;
        this.header = header;
    }

    public SignedHeader signed() {
        return signed;
    }

    public Header header() {
        return header;
    }

    /// Verifies an envelope.
    ///
    /// @param trust the newest trust document the reader holds
    /// @throws NotVouched with the reason
    public static Vouched open(SignedHeader signed, int partition, SignedTrustDocument trust) throws NotVouched {
        Header header;
        try {
            header = signed.header();
        } catch (Malformed e) {
            throw new NotVouched(Distrust.MALFORMED, e.getMessage());
        }
        TrustDocument document = trust.document();
        requirePlace(header, document.deployment(), partition);
        if (header.trustVersion() > document.version()) {
            throw new NotVouched(Distrust.TRUST_MISSING, "made under trust version " + header.trustVersion());
        }
        if (header.issuedAt().isAfter(document.expiresAt())) {
            throw new NotVouched(Distrust.TRUST_EXPIRED, "issued after the trust document expired");
        }
        if (document.isCompromised(signed.keyId())) {
            throw new NotVouched(Distrust.COMPROMISED_KEY, "the key " + signed.keyId() + " was compromised");
        }
        Optional<Publisher> publisher = document.publisher(header.region());
        Optional<PublicKey> key = publisher.stream()
                .flatMap(known -> known.checkpointKeys().stream())
                .filter(known -> known.keyId().equals(signed.keyId()))
                .findFirst();
        if (publisher.isEmpty() || key.isEmpty()) {
            throw new NotVouched(Distrust.UNKNOWN_KEY, "no checkpoint key " + signed.keyId());
        }
        try {
            signed.verify(key.get());
        } catch (BadSignature e) {
            throw new NotVouched(Distrust.BAD_SIGNATURE, e.getMessage());
        }
        if (header.epoch() != publisher.get().epoch()) {
            throw new NotVouched(
                    Distrust.WRONG_EPOCH,
                    "epoch " + header.epoch() + ", trusted is "
                            + publisher.get().epoch());
        }
        return new Vouched(signed, header);
    }

    private static void requirePlace(Header header, Deployment deployment, int partition) throws NotVouched {
        if (!header.deployment().equals(deployment)) {
            throw new NotVouched(Distrust.WRONG_DEPLOYMENT, "made for deployment " + header.deployment());
        }
        if (header.partition() != partition) {
            throw new NotVouched(Distrust.WRONG_PARTITION, "made for partition " + header.partition());
        }
    }
}
