package dev.holdfast.schema;

import dev.holdfast.layout.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/// Every schema that a release ever wrote with, from the artefact itself: an edge decodes with no registry in
/// reach. A release adds its files under `released/` and names them in `released/index`; none is ever removed.
public final class ReleasedSchemas {
    private static final String FOLDER = "released/";
    private static final List<Schema> ALL = readAll();

    private ReleasedSchemas() {}

    /// Oldest first, as the index has them.
    public static List<Schema> all() {
        return ALL;
    }

    /// The versions of one schema.
    ///
    /// @param fullName namespace and name
    public static List<Schema> of(String fullName) {
        return ALL.stream()
                .filter(schema -> schema.getFullName().equals(fullName))
                .toList();
    }

    /// SHA-256 of the parsing canonical form (Avro specification, "Schema Fingerprints").
    public static Hash fingerprint(Schema schema) {
        try {
            return Hash.wrap(SchemaNormalization.parsingFingerprint("SHA-256", schema));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-256", e);
        }
    }

    private static List<Schema> readAll() {
        List<Schema> schemas = new ArrayList<>();
        for (String path : read(FOLDER + "index").lines().toList()) {
            schemas.add(new Schema.Parser().parse(read(FOLDER + path)));
        }
        return List.copyOf(schemas);
    }

    private static String read(String resource) {
        try (InputStream in = ReleasedSchemas.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the artefact lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
