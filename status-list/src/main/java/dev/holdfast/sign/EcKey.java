package dev.holdfast.sign;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import java.math.BigInteger;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.math.ec.ECPoint;

/// An ECDSA key. It keeps its point, which keeps what the library has computed of it.
public final class EcKey implements PublicKey {
    private final Curve curve;
    private final Bytes x;
    private final Bytes y;
    private final ECPublicKeyParameters prepared;
    private final Thumbprint thumbprint = new Thumbprint();

    /// @param x big-endian, [Curve#fieldBytes] bytes
    /// @param y the same
    /// @throws IllegalArgumentException if they are not a point of the curve
    public EcKey(Curve curve, Bytes x, Bytes y) {
        if (x.length() != curve.fieldBytes() || y.length() != curve.fieldBytes()) {
            throw new IllegalArgumentException(
                    "x and y of a " + curve.joseName() + " key have " + curve.fieldBytes() + " bytes each");
        }
        this.curve = curve;
        this.x = x;
        this.y = y;
        this.prepared = new ECPublicKeyParameters(
                curve.domain().getCurve().createPoint(new BigInteger(1, x.toArray()), new BigInteger(1, y.toArray())),
                curve.domain());
    }

    static EcKey of(Curve curve, byte[] x, byte[] y) throws Malformed {
        try {
            return new EcKey(curve, Bytes.of(x), Bytes.of(y));
        } catch (IllegalArgumentException e) {
            throw new Malformed("x and y are not a point of " + curve.joseName(), e);
        }
    }

    /// @param point of the curve, normalised
    static EcKey of(Curve curve, ECPoint point) {
        return new EcKey(
                curve,
                Bytes.of(point.getAffineXCoord().getEncoded()),
                Bytes.of(point.getAffineYCoord().getEncoded()));
    }

    /// Reads a point in the compressed form of SEC 1, section 2.3.4.
    public static EcKey ofCompressed(Curve curve, byte[] point) throws Malformed {
        if (point.length != 1 + curve.fieldBytes() || (point[0] & ~1) != 2) {
            throw new Malformed(
                    "a " + curve.joseName() + " key has " + (1 + curve.fieldBytes()) + " bytes, compressed");
        }
        try {
            return of(curve, curve.decode(point));
        } catch (IllegalArgumentException e) {
            throw new Malformed("the key is not a point of its curve", e);
        }
    }

    /// The compressed form: the sign of y, then x.
    public byte[] toCompressed() {
        byte[] ordinate = y.toArray();
        byte[] point = new byte[1 + curve.fieldBytes()];
        point[0] = (byte) (2 | (ordinate[ordinate.length - 1] & 1));
        System.arraycopy(x.toArray(), 0, point, 1, curve.fieldBytes());
        return point;
    }

    public Curve curve() {
        return curve;
    }

    /// Big-endian, [Curve#fieldBytes] bytes.
    public Bytes x() {
        return x;
    }

    /// Big-endian, [Curve#fieldBytes] bytes.
    public Bytes y() {
        return y;
    }

    @Override
    public Algorithm algorithm() {
        return curve.algorithm();
    }

    @Override
    public ObjectNode toJwk() {
        return StrictJson.object()
                .put("kty", "EC")
                .put("crv", curve.joseName())
                .put("x", StrictJson.base64Url(x.toArray()))
                .put("y", StrictJson.base64Url(y.toArray()));
    }

    @Override
    public KeyId keyId() {
        return thumbprint.of(this);
    }

    @Override
    public void verify(byte[] message, byte[] signature) throws BadSignature {
        Algorithm algorithm = curve.algorithm();
        if (signature.length != algorithm.signatureBytes()) {
            throw new BadSignature(
                    "an " + algorithm.joseName() + " signature has " + algorithm.signatureBytes() + " bytes");
        }
        ECDSASigner verifier = new ECDSASigner();
        verifier.init(false, prepared);
        BigInteger r = new BigInteger(1, signature, 0, curve.fieldBytes());
        BigInteger s = new BigInteger(1, signature, curve.fieldBytes(), curve.fieldBytes());
        if (!verifier.verifySignature(curve.digest(message), r, s)) {
            throw new BadSignature("the " + algorithm.joseName() + " signature does not verify");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EcKey that && curve == that.curve && x.equals(that.x) && y.equals(that.y);
    }

    @Override
    public int hashCode() {
        return 31 * x.hashCode() + y.hashCode();
    }

    @Override
    public String toString() {
        return "EcKey[" + curve.joseName() + ", " + x + ", " + y + "]";
    }
}
