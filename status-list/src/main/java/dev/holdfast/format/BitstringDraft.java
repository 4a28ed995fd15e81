package dev.holdfast.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.bitstring.BitstringCredential;
import dev.holdfast.bitstring.BitstringJson;
import dev.holdfast.event.Purpose;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.vc.VcDocument;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A status list credential of ours between its making and its signature: all of it but `issuer`, which follows
/// from the key that signs.
final class BitstringDraft {
    static final Set<Purpose> PURPOSES = Set.of(Purpose.REVOCATION, Purpose.SUSPENSION);

    private static final String ISSUER = "issuer";
    /// Stands where the issuer will, while a draft is written or read.
    private static final String NOBODY = "urn:holdfast:unsigned";

    private BitstringDraft() {}

    /// Why a list cannot be shown as bits; empty if it can.
    static Optional<String> misfit(Purpose purpose, int bits, int capacity) {
        if (capacity < BitstringCredential.MIN_ENTRIES) {
            return Optional.of("a bitstring status list has at least " + BitstringCredential.MIN_ENTRIES
                    + " entries, so that each has a crowd to hide in");
        }
        return purpose == Purpose.SUSPENSION && bits < 2
                ? Optional.of("a list of one bit per entry has no SUSPENDED to show")
                : Optional.empty();
    }

    static byte[] write(Statement statement, int deflateLevel) {
        StatusListToken claims = statement.claims();
        BitstringCredential credential = new BitstringCredential(
                claims.sub(),
                NOBODY,
                Optional.of(claims.issuedAt()),
                claims.expiresAt(),
                List.of(statement.purpose().wireName()),
                claims.statuses(),
                claims.ttl(),
                claims.provenance(),
                Optional.empty());
        try {
            ObjectNode json = parse(BitstringJson.write(credential, deflateLevel));
            json.remove(ISSUER);
            return StrictJson.write(json);
        } catch (Malformed e) {
            throw new IllegalStateException("a credential is a JSON object", e);
        }
    }

    static Statement read(byte[] draft) throws Malformed {
        return statement(BitstringJson.read(VcDocument.read(issuedBy(NOBODY, draft))));
    }

    /// A draft with its issuer.
    ///
    /// @throws Malformed if it has one already
    static ObjectNode issuedBy(String issuer, byte[] draft) throws Malformed {
        ObjectNode json = parse(draft);
        if (json.has(ISSUER)) {
            throw new Malformed("the draft has an issuer");
        }
        return json.put(ISSUER, issuer);
    }

    /// What a credential says of one of our lists.
    static Statement statement(BitstringCredential credential) throws Malformed {
        if (credential.purposes().size() != 1) {
            throw new Malformed("the credential has more than one purpose");
        }
        Instant from = credential.validFrom().orElseThrow(() -> new Malformed("validFrom is missing"));
        try {
            Purpose purpose = Purpose.named(credential.purposes().getFirst());
            if (!PURPOSES.contains(purpose)) {
                throw new Malformed("statusPurpose is none of ours");
            }
            StatusListToken claims = new StatusListToken(
                    credential.id(),
                    from,
                    credential.validUntil(),
                    credential.ttl(),
                    credential.bits(),
                    Optional.empty(),
                    credential.provenance());
            return new Statement(purpose, claims);
        } catch (IllegalArgumentException e) {
            throw new Malformed("the status list credential: " + e.getMessage(), e);
        }
    }

    private static ObjectNode parse(byte[] json) throws Malformed {
        return StrictJson.parseObject(json, "the status list credential");
    }
}
