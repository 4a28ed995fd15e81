package dev.holdfast.issuer;

import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.PublicKey;

/// The DID methods whose document follows from the name alone: did:key with a Multikey, and did:jwk. Each names one
/// key, which may make assertions; keys for key agreement are refused.
public final class Did {
    private static final String KEY = "did:key:";
    private static final String JWK = "did:jwk:";
    private static final int MAX_LENGTH = 1024;

    private Did() {}

    /// The did:key of a public key.
    public static String key(PublicKey key) {
        return KEY + Multikey.write(key);
    }

    /// The name of the one key of such a DID, a DID URL.
    ///
    /// @throws IllegalArgumentException for a DID of another method
    public static String verificationMethod(String did) {
        if (!isSelfCertifying(did)) {
            throw new IllegalArgumentException("neither did:key nor did:jwk");
        }
        return did + "#" + (did.startsWith(KEY) ? did.substring(KEY.length()) : "0");
    }

    public static boolean isSelfCertifying(String did) {
        return did.startsWith(KEY) || did.startsWith(JWK);
    }

    /// Whether `name` means the one key of `did`: its DID URL, the fragment alone, or nothing at all.
    static boolean names(String did, String name) {
        String method = verificationMethod(did);
        return name.isEmpty() || name.equals(method) || name.equals(method.substring(did.length()));
    }

    /// The key of a did:key or did:jwk.
    public static PublicKey resolve(String did) throws Malformed {
        if (did.length() > MAX_LENGTH) {
            throw new Malformed("the DID is longer than " + MAX_LENGTH + " characters");
        }
        if (did.startsWith(KEY)) {
            return Multikey.read(did.substring(KEY.length()));
        }
        if (did.startsWith(JWK)) {
            return readJwk(StrictJson.base64Url(did.substring(JWK.length()), "the key of the DID"));
        }
        throw new Malformed("neither did:key nor did:jwk");
    }

    private static PublicKey readJwk(byte[] utf8) throws Malformed {
        var jwk = StrictJson.parseObject(utf8, "the key of the DID");
        if (jwk.has("use") && !StrictJson.text(jwk, "use").equals("sig")) {
            throw new Malformed("the key of the DID is not for signatures");
        }
        return PublicKey.fromJwk(jwk);
    }
}
