package dev.holdfast.cli.call;

import dev.holdfast.layout.BoundedFile;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.x509.CertificateTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The certificate authorities that a command line names, in place of a root and its trust documents.
public final class Authorities {
    private static final int MAX_BYTES = 1 << 20;
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";
    private static final String ANY_BEGIN = "-----BEGIN ";

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM with certificates of authorities, in place of root and trust document; may be repeated")
    private List<Path> files = List.of();

    @Option(
            names = "--ca-usage",
            paramLabel = "OID",
            description = "extended key usage that the leaf has to name (default: any)")
    private @Nullable String usage;

    /// Empty if none is named.
    public Optional<CertificateTrust> trust() throws Failure {
        if (files.isEmpty()) {
            if (usage != null) {
                throw Failure.usage("--ca-usage says what authorities are trusted for: name one with --ca FILE");
            }
            return Optional.empty();
        }
        Set<X509Certificate> anchors = new HashSet<>();
        for (Path file : files) {
            anchors.addAll(read(file));
        }
        try {
            return Optional.of(new CertificateTrust(anchors, Optional.ofNullable(usage)));
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--ca-usage: " + e.getMessage());
        }
    }

    private static Set<X509Certificate> read(Path file) throws Failure {
        String pem;
        try {
            pem = new String(BoundedFile.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file);
        } catch (Malformed e) {
            throw Failure.usage(file + " has " + e.getMessage());
        }
        Set<X509Certificate> found;
        try {
            found = certificates(pem);
        } catch (Malformed e) {
            throw Failure.usage(file + " holds something else than certificates in PEM: " + e.getMessage());
        }
        if (found.isEmpty()) {
            throw Failure.usage(file + " holds no certificate");
        }
        return found;
    }

    /// Whole blocks and nothing behind the last. What stands before one is a comment (RFC 7468, section 2).
    private static Set<X509Certificate> certificates(String pem) throws Malformed {
        Set<X509Certificate> found = new HashSet<>();
        int from = 0;
        for (int begin = pem.indexOf(ANY_BEGIN); begin >= 0; begin = pem.indexOf(ANY_BEGIN, from)) {
            int end = pem.indexOf(END, begin);
            if (!pem.startsWith(BEGIN, begin) || end < 0) {
                throw new Malformed("a block that is no certificate, or has no end");
            }
            found.add(certificate(pem.substring(begin + BEGIN.length(), end)));
            from = end + END.length();
        }
        if (!pem.substring(from).isBlank()) {
            throw new Malformed(found.isEmpty() ? "text" : "text behind the last one");
        }
        return found;
    }

    private static X509Certificate certificate(String base64) throws Malformed {
        try {
            byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
            return CertificateChain.ofDer(List.of(der)).leaf();
        } catch (IllegalArgumentException e) {
            throw new Malformed("a block that is not base64", e);
        }
    }
}
