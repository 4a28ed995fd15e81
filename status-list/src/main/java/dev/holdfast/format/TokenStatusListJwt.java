package dev.holdfast.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.JwsHeader;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The Status List Token as a JWT (IETF Token Status List, sections 4.2 and 5.1), pinned to [#DRAFT]. Reads the
/// tokens of any issuer; claims it does not know are ignored, those it knows must be right. Thread-safe.
public final class TokenStatusListJwt {
    /// The text of the specification that is written to and read by.
    public static final String DRAFT = "draft-ietf-oauth-status-list-20";

    /// `typ` of the header.
    public static final String TYPE = "statuslist+jwt";

    public static final String MEDIA_TYPE = "application/statuslist+jwt";

    /// The longest JWS that is looked at.
    public static final int MAX_JWS_BYTES = 2 << 20;

    /// The longest list, inflated. No list of more than 2^20 entries is taken either.
    public static final int MAX_INFLATED_BYTES = 1 << 20;

    private TokenStatusListJwt() {}

    /// The claims as JSON, to be signed by whoever holds the key.
    ///
    /// @param deflateLevel 0…9, see [BoundedInflate#DEFAULT_LEVEL]
    public static byte[] payload(StatusListToken token, int deflateLevel) {
        PackedStatuses statuses = token.statuses();
        byte[] packed = statuses.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
        ObjectNode json = StrictJson.object()
                .put("sub", token.sub())
                .put("iat", token.issuedAt().getEpochSecond());
        token.expiresAt().ifPresent(instant -> json.put("exp", instant.getEpochSecond()));
        token.ttl().ifPresent(duration -> json.put("ttl", duration.toSeconds()));
        ObjectNode list = json.putObject("status_list")
                .put("bits", statuses.bits())
                .put("lst", StrictJson.base64Url(BoundedInflate.deflate(packed, deflateLevel)));
        token.aggregationUri().ifPresent(uri -> list.put("aggregation_uri", uri));
        token.provenance()
                .ifPresent(provenance -> json.putObject(Provenance.CLAIM)
                        .put("epoch", provenance.epoch())
                        .put("partition", provenance.partition())
                        .put("n", provenance.n())
                        .put("version", provenance.version()));
        return StrictJson.write(json);
    }

    /// A compact JWS over a payload, with `alg`, `kid` and `typ` in its header.
    public static String sign(byte[] payload, Signer signer) {
        return JwsHeader.compact(TYPE, signer, payload);
    }

    /// Reads claims. Who signed them is not looked at here.
    public static StatusListToken parsePayload(byte[] payload) throws Malformed {
        ObjectNode json = StrictJson.parseObject(payload, "the status list token");
        JsonNode list = StrictJson.child(json, "status_list");
        try {
            return new StatusListToken(
                    StrictJson.text(json, "sub"),
                    Instant.ofEpochSecond(seconds(json, "iat")),
                    json.has("exp") ? Optional.of(Instant.ofEpochSecond(seconds(json, "exp"))) : Optional.empty(),
                    json.has("ttl") ? Optional.of(Duration.ofSeconds(seconds(json, "ttl"))) : Optional.empty(),
                    readStatuses(list),
                    list.has("aggregation_uri")
                            ? Optional.of(StrictJson.text(list, "aggregation_uri"))
                            : Optional.empty(),
                    json.has(Provenance.CLAIM)
                            ? Optional.of(readProvenance(StrictJson.child(json, Provenance.CLAIM)))
                            : Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new Malformed("the status list token: " + e.getMessage(), e);
        }
    }

    /// Verifies a compact JWS under a key that the caller chose. The header has no say: its `alg` must be the
    /// key's, keys it brings along are not looked at, and `crit` is refused.
    ///
    /// @throws Malformed if the text is not a Status List Token that this key could have signed
    /// @throws BadSignature if the key did not sign it
    public static VerifiedToken verify(String jws, PublicKey key) throws Malformed, BadSignature {
        CompactJws parts = CompactJws.split(jws, MAX_JWS_BYTES);
        JsonNode header = parts.header();
        if (header.has("crit") || header.has("b64")) {
            throw new Malformed("the JWS header has an extension that is not understood");
        }
        if (!StrictJson.text(header, "typ").equals(TYPE)) {
            throw new Malformed("typ is not " + TYPE);
        }
        if (!StrictJson.text(header, "alg").equals(key.algorithm().joseName())) {
            throw new Malformed("alg is not the algorithm of the key");
        }
        if (header.has("kid")) {
            StrictJson.text(header, "kid");
        }
        key.verify(parts.signingInput().toArray(), parts.signature().toArray());
        return new VerifiedToken(parsePayload(parts.payload().toArray()), key.keyId());
    }

    /// `kid` as the header states it: good for choosing among trusted keys, and for nothing else. Empty if there is
    /// none, or if the text is no JWS.
    public static Optional<String> keyIdHint(String jws) {
        try {
            JsonNode header = CompactJws.split(jws, MAX_JWS_BYTES).header();
            return header.has("kid") ? Optional.of(StrictJson.text(header, "kid")) : Optional.empty();
        } catch (Malformed e) {
            return Optional.empty();
        }
    }

    private static PackedStatuses readStatuses(JsonNode list) throws Malformed {
        int bits = StrictJson.integer(list, "bits", 1, 8);
        if (Integer.bitCount(bits) != 1) {
            throw new Malformed("bits is none of 1, 2, 4, 8");
        }
        byte[] packed =
                BoundedInflate.inflate(StrictJson.base64Url(StrictJson.text(list, "lst"), "lst"), MAX_INFLATED_BYTES);
        return PackedStatuses.ofBytes(bits, packed.length * 8 / bits, packed);
    }

    private static Provenance readProvenance(JsonNode json) throws Malformed {
        return new Provenance(
                StrictJson.integer(json, "epoch", 1, Integer.MAX_VALUE),
                StrictJson.integer(json, "partition", 0, 1023),
                StrictJson.integer(json, "n"),
                StrictJson.integer(json, "version"));
    }

    private static long seconds(JsonNode json, String member) throws Malformed {
        long seconds = StrictJson.integer(json, member);
        if (seconds < 0 || seconds > StatusListToken.MAX_SECONDS) {
            throw new Malformed(member + " is not a number of seconds up to the year 9999");
        }
        return seconds;
    }
}
