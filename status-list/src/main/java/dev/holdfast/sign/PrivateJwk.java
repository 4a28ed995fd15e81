package dev.holdfast.sign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import java.util.Arrays;
import java.util.Set;

/// The JWK of a private key (RFC 7517; RFC 8037, section 2; RFC 7518, section 6.2.2; RFC 9964). What goes
/// wrong while one is read is told in our own words and without a cause: a parser's message may quote what it read.
final class PrivateJwk {
    private PrivateJwk() {}

    /// Reads a private JWK of either kind.
    static Signer read(byte[] utf8) throws Malformed {
        return read(utf8, Set.of());
    }

    /// The same, of keys for experiments as well.
    static Signer read(byte[] utf8, Set<Experiment> on) throws Malformed {
        JsonNode jwk = parse(utf8);
        PublicKey stated = publicPart(jwk, on);
        byte[] secret = secret(jwk, member(stated), secretBytes(stated));
        try {
            Signer signer = switch (stated) {
                case PublicKey.Ed25519Key _ -> Ed25519Signer.ofSeed(secret);
                case EcKey ec -> EcdsaSigner.ofScalar(ec.curve(), secret);
                case MlDsaKey _ -> MlDsaSigner.ofSeed(secret, on);
            };
            if (!signer.publicKey().equals(stated)) {
                throw new Malformed("the private key does not belong to its public part");
            }
            return signer;
        } catch (IllegalArgumentException outOfRange) {
            throw new Malformed("d is not a private key of the curve");
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /// Writes one: whoever reads it can sign.
    static byte[] write(Signer signer, byte[] secret) {
        ObjectNode jwk = signer.publicKey().toJwk();
        jwk.put(member(signer.publicKey()), StrictJson.base64Url(secret))
                .put("kid", signer.keyId().value());
        return StrictJson.write(jwk);
    }

    private static JsonNode parse(byte[] utf8) throws Malformed {
        try {
            return StrictJson.parseObject(utf8, "the private key");
        } catch (Malformed quoting) {
            throw new Malformed("the private key is not a well-formed JSON object");
        }
    }

    private static PublicKey publicPart(JsonNode jwk, Set<Experiment> on) throws Malformed {
        try {
            return PublicKey.publicPart(jwk, on);
        } catch (Malformed quoting) {
            throw new Malformed(quoting.getMessage());
        }
    }

    private static int secretBytes(PublicKey key) {
        return switch (key) {
            case PublicKey.Ed25519Key _ -> 32;
            case EcKey ec -> ec.curve().fieldBytes();
            case MlDsaKey _ -> MlDsaSigner.SEED_BYTES;
        };
    }

    /// The one that holds the secret.
    private static String member(PublicKey key) {
        return switch (key) {
            case PublicKey.Ed25519Key _, EcKey _ -> "d";
            case MlDsaKey _ -> "priv";
        };
    }

    private static byte[] secret(JsonNode jwk, String member, int length) throws Malformed {
        try {
            byte[] secret = StrictJson.base64Url(StrictJson.text(jwk, member), member);
            if (secret.length == length) {
                return secret;
            }
            throw new Malformed(member + " has " + secret.length + " bytes; a key of this kind has " + length);
        } catch (Malformed quoting) {
            throw new Malformed(quoting.getMessage());
        }
    }
}
