package dev.holdfast.trust;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.event.Deployment;
import dev.holdfast.event.IssuerId;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.TrustDocument.KeyHolder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/// The bearer token by which an issuer calls a gateway: a short-lived JWT, `typ` [#TYPE], signed by a caller key
/// that the trust document lists, so that no identity provider has to be up. Its type differs from a command's.
public final class CallerToken {
    public static final String TYPE = "holdfast-caller+jwt";

    /// The longest life from `iat` to `exp`.
    public static final Duration MAX_LIFE = Duration.ofMinutes(5);

    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);
    private static final int MAX_BYTES = 4096;

    private CallerToken() {}

    /// Makes a token.
    ///
    /// @param life at most [#MAX_LIFE], from `now` on
    public static String sign(IssuerId issuer, Deployment deployment, Instant now, Duration life, Signer callerKey) {
        return JwsHeader.compact(
                TYPE,
                callerKey,
                StrictJson.write(StrictJson.object()
                        .put("iss", issuer.value())
                        .put("aud", deployment.value())
                        .put("iat", now.getEpochSecond())
                        .put("exp", now.plus(life).getEpochSecond())));
    }

    /// Who is calling.
    ///
    /// @throws Malformed if it is no such token, is too long-lived, or is outside its time
    /// @throws Untrusted if no issuer has the key, or it is another issuer's
    /// @throws BadSignature if the signature does not verify
    public static Issuer verify(String jwt, TrustDocument trust, Instant now)
            throws Malformed, Untrusted, BadSignature {
        int dot = jwt.lastIndexOf('.');
        if (dot < 0
                || jwt.length() > MAX_BYTES
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(jwt)) {
            throw new Malformed("the bearer token is not a compact JWS");
        }
        Bytes input = Bytes.ofAscii(jwt.substring(0, dot));
        JwsHeader.Split parts = JwsHeader.split(input, MAX_BYTES);
        parts.header().requireType(TYPE);
        KeyHolder holder = trust.callerKeys().get(parts.header().keyId());
        if (holder == null || holder.key().algorithm() != parts.header().algorithm()) {
            throw new Untrusted(Untrusted.Reason.UNKNOWN_CALLER, "no issuer has the key of the bearer token");
        }
        holder.key().verify(input.toArray(), StrictJson.base64Url(jwt.substring(dot + 1), "the signature"));
        requireClaims(StrictJson.parseObject(parts.payload().toArray(), "the bearer token"), holder, trust, now);
        return holder.issuer();
    }

    private static void requireClaims(JsonNode claims, KeyHolder holder, TrustDocument trust, Instant now)
            throws Malformed, Untrusted {
        if (!StrictJson.text(claims, "iss").equals(holder.issuer().id().value())) {
            throw new Untrusted(
                    Untrusted.Reason.UNKNOWN_CALLER, "the key of the bearer token belongs to another issuer");
        }
        if (!StrictJson.text(claims, "aud").equals(trust.deployment().value())) {
            throw new Malformed("the bearer token is for another deployment");
        }
        long issuedAt = StrictJson.integer(claims, "iat");
        long expiresAt = StrictJson.integer(claims, "exp");
        // Without times before 1970 the difference cannot overflow.
        if (issuedAt < 0 || expiresAt <= issuedAt || expiresAt - issuedAt > MAX_LIFE.toSeconds()) {
            throw new Malformed("the bearer token lives longer than " + MAX_LIFE.toSeconds() + " s or not at all");
        }
        if (issuedAt > now.plus(CLOCK_TOLERANCE).getEpochSecond()) {
            throw new Malformed("the bearer token is issued in the future");
        }
        if (expiresAt <= now.getEpochSecond()) {
            throw new Malformed("the bearer token has expired");
        }
    }
}
