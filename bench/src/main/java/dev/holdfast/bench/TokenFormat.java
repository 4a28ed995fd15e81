package dev.holdfast.bench;

import dev.holdfast.format.StatusListToken;
import dev.holdfast.format.TokenStatusListJwt;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A format that lists are published in, as a verifier meets it.
interface TokenFormat {
    /// Every format that is measured; a new one is a class and a line here.
    List<TokenFormat> ALL = List.of(new Jwt());

    String name();

    /// What is signed, without its signature.
    byte[] encode(PackedStatuses statuses);

    Signed sign(byte[] encoded, Signer signer) throws Malformed;

    /// Everything that a verifier does before it can look an entry up.
    PackedStatuses verifyAndDecode(Signed signed, PublicKey key) throws Exception;

    /// A finished token and its parts, for the bare primitives beside it.
    ///
    /// @param token as it travels, in ISO 8859-1 if it is binary
    /// @param input what the signature is over
    /// @param compressed the list inside
    @SuppressWarnings("ArrayRecordComponent") // measured, never compared
    record Signed(String token, byte[] input, byte[] signature, byte[] compressed) {}

    /// The Status List Token as a JWT.
    record Jwt() implements TokenFormat {
        private static final String URI = "https://status.example/lists/acme.pid";
        private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public String name() {
            return "Token Status List JWT";
        }

        @Override
        public byte[] encode(PackedStatuses statuses) {
            return TokenStatusListJwt.payload(
                    new StatusListToken(
                            URI,
                            NOW,
                            Optional.of(NOW.plus(Duration.ofDays(1))),
                            Optional.of(Duration.ofMinutes(1)),
                            statuses,
                            Optional.empty(),
                            Optional.empty()),
                    6);
        }

        @Override
        public Signed sign(byte[] encoded, Signer signer) throws Malformed {
            String jws = TokenStatusListJwt.sign(encoded, signer);
            int dot = jws.lastIndexOf('.');
            String list = StrictJson.text(
                    StrictJson.child(StrictJson.parseObject(encoded, "the payload"), "status_list"), "lst");
            return new Signed(
                    jws,
                    jws.substring(0, dot).getBytes(StandardCharsets.US_ASCII),
                    StrictJson.base64Url(jws.substring(dot + 1), "the signature"),
                    StrictJson.base64Url(list, "lst"));
        }

        @Override
        public PackedStatuses verifyAndDecode(Signed signed, PublicKey key) throws Exception {
            return TokenStatusListJwt.verify(signed.token(), key).token().statuses();
        }
    }
}
