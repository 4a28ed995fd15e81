package dev.holdfast.stream;

import dev.holdfast.keyring.KeyRing;
import dev.holdfast.keyring.KeySource;
import dev.holdfast.keyring.KeyUnusable;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The texts that settings are given as, wherever they come from, and how each becomes a value. What is wrong is said
/// by the name of the setting, and never shows a key or the content of a file.
///
/// @param arguments those of the command line, by the name of the setting
/// @param properties looks up a system property
record SettingValues(
        Map<String, String> arguments, Function<String, Optional<String>> properties, Map<String, String> environment) {
    /// Reads a domain value from a file, and no more of it than such a value may have.
    @FunctionalInterface
    interface Reader<T> {
        T read(Path file) throws IOException, Malformed;
    }

    Optional<String> of(String name) {
        String variable = "HOLDFAST_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        return Optional.ofNullable(arguments.get(name))
                .or(() -> properties.apply("holdfast." + name))
                .or(() -> Optional.ofNullable(environment.get(variable)))
                .filter(value -> !value.isBlank());
    }

    String required(String name) throws BadSetting {
        return of(name).orElseThrow(() -> new BadSetting("setting " + name + " is missing"));
    }

    boolean flag(String name) throws BadSetting {
        String value = of(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new BadSetting("setting " + name + " is neither true nor false");
        }
        return value.equals("true");
    }

    <T> T parsed(String name, String value, Function<String, T> parser) throws BadSetting {
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new BadSetting("setting " + name + "=" + value + ": " + e.getMessage());
        }
    }

    /// The message names the file and never shows what is in it.
    <T> T file(String name, Reader<T> reader) throws BadSetting {
        Path path = parsed(name, required(name), Path::of);
        try {
            return reader.read(path);
        } catch (IOException e) {
            throw new BadSetting("setting " + name + ": cannot read " + path);
        } catch (Malformed e) {
            throw new BadSetting("setting " + name + ": " + path + ": " + e.getMessage());
        }
    }

    /// What is wrong with a key is said without any of it.
    List<Signer> keys(String name) throws BadSetting {
        List<Signer> all = new ArrayList<>();
        for (String file : required(name).split(",", -1)) {
            KeySource source = parsed(name, file.strip(), KeySource::parse);
            try {
                all.add(KeyRing.load(source));
            } catch (KeyUnusable e) {
                throw new BadSetting("setting " + name + ": " + e.getMessage());
            }
        }
        return List.copyOf(all);
    }
}
