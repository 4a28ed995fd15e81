package dev.holdfast.keyring;

import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.Experiment;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/// Keys in PEM (RFC 7468): one private key, with its certificates behind it or before it, or one public key.
final class PemKeys {
    private static final int MAX_BLOCKS = CertificateChain.MAX_CERTIFICATES + 2;

    private final KeySource.InFile source;
    private final Set<Experiment> on;

    PemKeys(KeySource.InFile source, Set<Experiment> on) {
        this.source = source;
        this.on = on;
    }

    Signer signer(byte[] pem) throws KeyUnusable {
        List<Signer> keys = new ArrayList<>();
        List<byte[]> certificates = new ArrayList<>();
        for (PemObject block : blocks(pem)) {
            switch (block.getType()) {
                case "PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY" -> keys.add(key(block));
                case "CERTIFICATE" -> certificates.add(block.getContent());
                case "EC PARAMETERS" -> {
                    // openssl writes the curve before the key; the key names it again.
                }
                default ->
                    throw new KeyUnusable(
                            source,
                            "holds PEM of a kind that is no signing key; a PRIVATE KEY is wanted (PKCS#8 or EC)");
            }
        }
        if (keys.size() != 1) {
            throw new KeyUnusable(source, "holds " + keys.size() + " private keys; exactly one is wanted");
        }
        return certificates.isEmpty() ? keys.getFirst() : certified(keys.getFirst(), certificates);
    }

    PublicKey publicKey(byte[] pem) throws KeyUnusable {
        List<PemObject> blocks = blocks(pem);
        try {
            if (blocks.size() == 1 && blocks.getFirst().getType().equals("PUBLIC KEY")) {
                return PublicKey.fromSpki(blocks.getFirst().getContent(), on);
            }
            if (blocks.size() == 1 && blocks.getFirst().getType().equals("CERTIFICATE")) {
                return CertificateChain.ofDer(List.of(blocks.getFirst().getContent()))
                        .leafKey();
            }
        } catch (Malformed e) {
            throw new KeyUnusable(source, e.getMessage());
        }
        throw new KeyUnusable(source, "holds something else than one PUBLIC KEY or one CERTIFICATE");
    }

    private Signer certified(Signer signer, List<byte[]> certificates) throws KeyUnusable {
        try {
            CertificateChain chain = CertificateChain.ofDer(certificates);
            CertifiedSigner certified = new CertifiedSigner(signer, chain);
            return chain.isSelfIssuedLeaf() ? signer : certified;
        } catch (Malformed e) {
            throw new KeyUnusable(source, e.getMessage() + "; certificates stand leaf first");
        }
    }

    private Signer key(PemObject block) throws KeyUnusable {
        byte[] content = block.getContent();
        try {
            if (block.getType().equals("ENCRYPTED PRIVATE KEY")
                    || !block.getHeaders().isEmpty()) {
                return encrypted(block);
            }
            return block.getType().equals("EC PRIVATE KEY") ? PrivateDer.sec1(content) : PrivateDer.pkcs8(content, on);
        } catch (Malformed e) {
            throw new KeyUnusable(source, e.getMessage());
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private Signer encrypted(PemObject block) throws KeyUnusable, Malformed {
        PasswordSource from = source.password()
                .orElseThrow(() -> new KeyUnusable(source, "is encrypted; add ?password-source=file:PATH or env:NAME"));
        byte[] der = new byte[0];
        try (Password password = from.read()) {
            der = EncryptedPem.decrypt(block, password);
            return block.getType().equals("EC PRIVATE KEY") ? PrivateDer.sec1(der) : PrivateDer.pkcs8(der, on);
        } catch (NoClassDefFoundError absent) {
            throw new KeyUnusable(
                    source,
                    "is encrypted PEM, which takes the library org.bouncycastle:bcpkix-jdk18on to open; add it, or make"
                            + " it PKCS#12 with: openssl pkcs12 -export -nocerts -inkey KEY.pem -out KEY.p12");
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private List<PemObject> blocks(byte[] pem) throws KeyUnusable {
        List<PemObject> blocks = new ArrayList<>();
        try (PemReader reader =
                new PemReader(new InputStreamReader(new ByteArrayInputStream(pem), StandardCharsets.ISO_8859_1))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                blocks.add(block);
                if (blocks.size() > MAX_BLOCKS) {
                    throw new KeyUnusable(source, "holds more than " + MAX_BLOCKS + " blocks of PEM");
                }
            }
        } catch (IOException | RuntimeException quoting) {
            throw new KeyUnusable(source, "is damaged PEM; copy it again, with its BEGIN and END lines");
        }
        return blocks;
    }
}
