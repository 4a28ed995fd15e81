package dev.holdfast.cli.call;

import dev.holdfast.layout.BoundedFile;
import dev.holdfast.layout.Malformed;
import dev.holdfast.x509.CertificateTrust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The certificate authorities that a command line names, in place of a root and its trust documents.
public final class Authorities {
    private static final int MAX_BYTES = 1 << 20;

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
        Set<X509Certificate> found = new HashSet<>();
        try {
            byte[] pem = BoundedFile.read(file, MAX_BYTES);
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem))) {
                if (certificate instanceof X509Certificate authority) {
                    found.add(authority);
                }
            }
        } catch (IOException e) {
            throw Failure.usage("cannot read " + file);
        } catch (Malformed e) {
            throw Failure.usage(file + " has " + e.getMessage());
        } catch (CertificateException e) {
            throw Failure.usage(file + " holds something else than certificates in PEM");
        }
        if (found.isEmpty()) {
            throw Failure.usage(file + " holds no certificate");
        }
        return found;
    }
}
