package dev.holdfast.broker;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/// Runs a broker. Formats its storage first if that is new: in the same JVM, which saves a second of the first start.
///
/// Arguments: the file with the broker's settings, and the one directory that they name under `log.dirs`.
public final class BrokerMain {
    private static final int CANNOT_FORMAT = 2;

    private BrokerMain() {}

    public static void main(String[] arguments) {
        String settings = arguments[0];
        // Written last by the formatter, so that half a format is repeated.
        Path formatted = Path.of(arguments[1], "meta.properties");
        if (!Files.exists(formatted)) {
            format(settings);
        }
        Kafka.main(new String[] {settings});
    }

    private static void format(String settings) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        String cluster = Uuid.randomUuid().toString();
        String[] format = {"format", "--ignore-formatted", "-t", cluster, "-c", settings};
        if (StorageTool.execute(format, new PrintStream(said, true, StandardCharsets.UTF_8)) != 0) {
            System.err.println(said.toString(StandardCharsets.UTF_8));
            System.exit(CANNOT_FORMAT);
        }
    }
}
