package dev.holdfast.example;

import dev.holdfast.format.ListFormat;
import dev.holdfast.format.VerifiedToken;
import dev.holdfast.issuer.Did;
import dev.holdfast.layout.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Verifies a list of any format that lies in a file, and looks an entry up; the program of the README. Arguments: the
/// file, the did:key of its issuer, the URI it was asked for by, the index.
final class VerifyOfflineExample {
    private VerifyOfflineExample() {}

    public static void main(String[] arguments) throws Exception {
        Bytes list = Bytes.of(Files.readAllBytes(Path.of(arguments[0])));
        ListFormat format = ListFormat.recognised(list).orElseThrow();
        VerifiedToken verified = format.verify(list, Did.resolve(arguments[1]))
                .requireSubject(arguments[2])
                .requireCurrent(Instant.now());
        System.out.println(verified.statement().purpose() + " " + verified.status(Long.parseLong(arguments[3])));
    }
}
