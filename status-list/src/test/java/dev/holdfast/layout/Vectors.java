package dev.holdfast.layout;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The folder of vectors of specifications and of other implementations, system property `vectors`. A test that
/// reads from it is left out where the folder is not there.
public final class Vectors {
    private Vectors() {}

    public static ObjectNode read(String file) throws IOException, Malformed {
        Path folder = Path.of(System.getProperty("vectors", "../shared/vectors"));
        assumeTrue(
                Files.isDirectory(folder),
                () -> "left out: there are no vectors in " + folder.toAbsolutePath()
                        + "; name them with -Dvectors=DIR");
        return StrictJson.parseObject(Files.readAllBytes(folder.resolve(file)), file);
    }
}
