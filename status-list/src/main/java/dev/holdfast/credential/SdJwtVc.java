package dev.holdfast.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.json.Urls;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sdjwt.SdJwt;
import dev.holdfast.sign.KeyId;
import dev.holdfast.vc.CredentialRefused;
import dev.holdfast.vc.CredentialRefused.Reason;
import dev.holdfast.vc.IssuerSignature;
import dev.holdfast.vc.VerifiedVc;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// SD-JWT VC: an SD-JWT with a type (`vct`) and the claims of a JWT. What decides whether it holds at all stands in the
/// signed payload, never in a disclosure that its holder could leave out.
final class SdJwtVc {
    private static final String TYPE = "dc+sd-jwt";
    private static final long MAX_SECONDS = 253_402_300_799L;
    private static final Set<String> ALWAYS_SIGNED =
            Set.of("iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status");

    private SdJwtVc() {}

    static VerifiedCredential verify(byte[] credential, int maxBytes, IssuerKeys keys, Instant now)
            throws CredentialRefused {
        try {
            SdJwt sdJwt = SdJwt.split(new String(credential, StandardCharsets.ISO_8859_1), maxBytes);
            IssuerSignature.requireType(sdJwt.jws().header(), TYPE);
            ObjectNode claims = IssuerSignature.disclosed(sdJwt, ALWAYS_SIGNED);
            StrictJson.text(claims, "vct");
            String issuer = Urls.absolute(claims, "iss");
            KeyId key = IssuerSignature.verify(sdJwt.jws(), issuer, keys).keyId();
            Optional<Instant> from = seconds(claims, "nbf");
            Optional<Instant> until = seconds(claims, "exp");
            seconds(claims, "iat");
            VerifiedVc.requireWithin(from, until, now);
            return new VerifiedCredential(CredentialKind.SD_JWT_VC, issuer, key, from, until, status(claims));
        } catch (Malformed e) {
            throw new CredentialRefused(Reason.MALFORMED, e.getMessage(), e);
        }
    }

    private static Optional<Instant> seconds(JsonNode claims, String name) throws Malformed {
        if (!claims.has(name)) {
            return Optional.empty();
        }
        long seconds = StrictJson.integer(claims, name);
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw new Malformed(name + " is not a number of seconds up to the year 9999");
        }
        return Optional.of(Instant.ofEpochSecond(seconds));
    }

    /// Other mechanisms may stand beside a status list (Token Status List, section 6.1), but not in its place: what
    /// they say would go unheard.
    private static List<StatusPointer> status(ObjectNode claims) throws Malformed, CredentialRefused {
        if (!claims.has("status")) {
            return List.of();
        }
        JsonNode status = StrictJson.child(claims, "status");
        if (!status.has("status_list")) {
            throw new CredentialRefused(Reason.UNKNOWN_STATUS, "status names no mechanism that is known");
        }
        JsonNode list = StrictJson.child(status, "status_list");
        long idx = StrictJson.integer(list, "idx");
        if (idx < 0) {
            throw new Malformed("idx is negative");
        }
        return List.of(new StatusPointer.InTokenList(idx, Urls.absolute(list, "uri")));
    }
}
