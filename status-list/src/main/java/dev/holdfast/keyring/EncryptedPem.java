package dev.holdfast.keyring;

import dev.holdfast.layout.Malformed;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemHeader;
import org.bouncycastle.util.io.pem.PemObject;

/// Opens encrypted PEM: PKCS#8 with PBES2 and PBKDF2, and the older form that openssl marks with `DEK-Info`. The only
/// class that takes the optional library bcpkix; without it nothing else is missed.
final class EncryptedPem {
    /// Far more than tools write today; deriving a key still takes seconds at most.
    private static final int MAX_ITERATIONS = 2_000_000;

    private static final Pattern DEK_INFO =
            Pattern.compile("(AES-(?:128|192|256)-CBC|DES-EDE3-CBC),([0-9A-Fa-f]{16,32})");
    private static final String WRONG_PASSWORD = "the password does not open it; check what password-source names";

    private EncryptedPem() {}

    /// The key in DER: PKCS#8, or SEC 1 if the block is an EC PRIVATE KEY.
    static byte[] decrypt(PemObject block, Password password) throws Malformed {
        return block.getType().equals("ENCRYPTED PRIVATE KEY") ? pkcs8(block, password) : legacy(block, password);
    }

    private static byte[] pkcs8(PemObject block, Password password) throws Malformed {
        requireAffordable(block.getContent());
        try {
            return new PKCS8EncryptedPrivateKeyInfo(block.getContent())
                    .decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(password.characters()))
                    .getEncoded();
        } catch (IOException | PKCSException | OperatorCreationException | RuntimeException quoting) {
            throw new Malformed(WRONG_PASSWORD);
        }
    }

    private static void requireAffordable(byte[] content) throws Malformed {
        try {
            var scheme = EncryptedPrivateKeyInfo.getInstance(content).getEncryptionAlgorithm();
            if (!scheme.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
                throw unsupported();
            }
            var derivation = PBES2Parameters.getInstance(scheme.getParameters()).getKeyDerivationFunc();
            if (!derivation.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
                throw unsupported();
            }
            BigInteger iterations =
                    PBKDF2Params.getInstance(derivation.getParameters()).getIterationCount();
            if (iterations.signum() <= 0 || iterations.compareTo(BigInteger.valueOf(MAX_ITERATIONS)) > 0) {
                throw new Malformed("the password is stretched more than " + MAX_ITERATIONS + " times");
            }
        } catch (RuntimeException quoting) {
            throw new Malformed("not an encrypted private key in PKCS#8");
        }
    }

    private static Malformed unsupported() {
        return new Malformed(
                "encrypted in a way that is not read; write it again with: openssl pkcs8 -topk8 -v2 aes-256-cbc");
    }

    private static byte[] legacy(PemObject block, Password password) throws Malformed {
        Matcher info = DEK_INFO.matcher(header(block, "DEK-Info"));
        if (!header(block, "Proc-Type").equals("4,ENCRYPTED") || !info.matches()) {
            throw unsupported();
        }
        try {
            return new JcePEMDecryptorProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(password.characters())
                    .get(info.group(1))
                    .decrypt(block.getContent(), HexFormat.of().parseHex(info.group(2)));
        } catch (PEMException | OperatorCreationException | RuntimeException quoting) {
            throw new Malformed(WRONG_PASSWORD);
        }
    }

    private static String header(PemObject block, String name) {
        for (Object each : block.getHeaders()) {
            if (each instanceof PemHeader header && header.getName().equals(name)) {
                return header.getValue().strip();
            }
        }
        return "";
    }
}
