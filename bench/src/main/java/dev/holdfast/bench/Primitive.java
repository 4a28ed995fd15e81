package dev.holdfast.bench;

import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Curve;
import dev.holdfast.sign.EcdsaSigner;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A signature algorithm without anything around it: one call of the library that Holdfast uses as well.
public sealed interface Primitive {
    String name();

    /// The product's signer with the same key.
    Signer signer();

    Object sign(byte[] message);

    /// @throws IllegalStateException if it does not verify
    Object verify(byte[] message, byte[] signature);

    static List<Primitive> all() throws Malformed {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) 7);
        return List.of(
                BareEd25519.of(secret),
                BareEcdsa.of(Curve.P256, new SHA256Digest(), secret),
                BareEcdsa.of(Curve.P384, new SHA384Digest(), Arrays.copyOf(secret, 48)));
    }

    /// Inflates into a buffer of the right length.
    static byte[] inflate(byte[] zlib, int length) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(zlib);
            byte[] output = new byte[length];
            if (inflater.inflate(output) != length) {
                throw new IllegalStateException("inflated to another length");
            }
            return output;
        } finally {
            inflater.end();
        }
    }

    /// Deflates at a level, into a buffer that is long enough.
    static byte[] deflate(byte[] content, int level) {
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(content);
            deflater.finish();
            byte[] output = new byte[content.length + 1024];
            return Arrays.copyOf(output, deflater.deflate(output));
        } finally {
            deflater.end();
        }
    }

    /// Ed25519 of Bouncy Castle.
    @SuppressWarnings("ArrayRecordComponent") // measured, never compared
    record BareEd25519(byte[] seed, byte[] point, Ed25519.PublicPoint prepared, Signer signer) implements Primitive {
        static BareEd25519 of(byte[] seed) {
            byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
            Ed25519.generatePublicKey(seed, 0, point, 0);
            return new BareEd25519(
                    seed, point, Ed25519.validatePublicKeyFullExport(point, 0), Ed25519Signer.ofSeed(seed));
        }

        @Override
        public String name() {
            return "Ed25519";
        }

        @Override
        public byte[] sign(byte[] message) {
            byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
            Ed25519.sign(seed, 0, point, 0, null, message, 0, message.length, signature, 0);
            return signature;
        }

        @Override
        public Object verify(byte[] message, byte[] signature) {
            if (!Ed25519.verify(signature, 0, prepared, message, 0, message.length)) {
                throw new IllegalStateException("does not verify");
            }
            return signature;
        }
    }

    /// ECDSA of Bouncy Castle, with the nonce of RFC 6979.
    record BareEcdsa(
            Curve curve, Digest nonces, ECPrivateKeyParameters secret, ECPublicKeyParameters key, Signer signer)
            implements Primitive {
        static BareEcdsa of(Curve curve, Digest nonces, byte[] scalar) throws Malformed {
            X9ECParameters named = CustomNamedCurves.getByName(curve.joseName());
            ECDomainParameters domain =
                    new ECDomainParameters(named.getCurve(), named.getG(), named.getN(), named.getH());
            EcdsaSigner signer = EcdsaSigner.ofScalar(curve, scalar);
            var jwk = signer.publicKey().toJwk();
            var point = domain.getCurve()
                    .createPoint(
                            new BigInteger(1, StrictJson.base64Url(StrictJson.text(jwk, "x"), "x")),
                            new BigInteger(1, StrictJson.base64Url(StrictJson.text(jwk, "y"), "y")));
            return new BareEcdsa(
                    curve,
                    nonces,
                    new ECPrivateKeyParameters(new BigInteger(1, scalar), domain),
                    new ECPublicKeyParameters(point, domain),
                    signer);
        }

        @Override
        public String name() {
            return curve.algorithm().joseName();
        }

        @Override
        public Object sign(byte[] message) {
            ECDSASigner bare = new ECDSASigner(new HMacDSAKCalculator(nonces));
            bare.init(true, secret);
            return bare.generateSignature(curve.digest(message));
        }

        @Override
        public Object verify(byte[] message, byte[] signature) {
            ECDSASigner bare = new ECDSASigner();
            bare.init(false, key);
            int half = curve.fieldBytes();
            BigInteger r = new BigInteger(1, signature, 0, half);
            BigInteger s = new BigInteger(1, signature, half, half);
            if (!bare.verifySignature(curve.digest(message), r, s)) {
                throw new IllegalStateException("does not verify");
            }
            return r;
        }
    }
}
