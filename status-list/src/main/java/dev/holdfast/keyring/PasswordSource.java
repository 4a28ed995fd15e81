package dev.holdfast.keyring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where a password is to be had: `file:/run/secrets/pin` or `env:NAME`. Never the password itself, which anybody
/// could read on a command line or in a settings file.
public sealed interface PasswordSource {
    /// The longest password, in bytes of UTF-8.
    int MAX_BYTES = 1024;

    /// Reads it; the caller closes it.
    Password read() throws KeyUnusable;

    /// @throws IllegalArgumentException for anything but the two forms
    static PasswordSource parse(String reference) {
        if (reference.startsWith("env:") && reference.length() > 4) {
            return new Variable(reference.substring(4), System::getenv);
        }
        if (reference.startsWith("file:") && reference.length() > 5) {
            try {
                return new InFile(Path.of(reference.substring(5)));
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException("the password file is no path of this system");
            }
        }
        throw new IllegalArgumentException(
                "a password is named as file:PATH or env:NAME; it is never written there itself");
    }

    /// The first line of a file.
    record InFile(Path path) implements PasswordSource {
        @Override
        public Password read() throws KeyUnusable {
            byte[] bytes = new byte[0];
            try (InputStream in = Files.newInputStream(path)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
                if (bytes.length > MAX_BYTES) {
                    throw new KeyUnusable(path, "a password file has at most " + MAX_BYTES + " bytes");
                }
                return firstLine(bytes);
            } catch (IOException e) {
                throw new KeyUnusable(path, "the password file cannot be read; check that it is there and readable");
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        }

        private Password firstLine(byte[] bytes) throws KeyUnusable {
            int length = 0;
            while (length < bytes.length && bytes[length] != '\n' && bytes[length] != '\r') {
                length++;
            }
            if (length == 0) {
                throw new KeyUnusable(path, "the password file's first line is empty");
            }
            CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, length));
            char[] characters = new char[decoded.remaining()];
            decoded.get(characters);
            Arrays.fill(decoded.array(), '\0');
            return new Password(characters);
        }
    }

    /// An environment variable. The environment keeps its copy: prefer a file.
    ///
    /// @param environment gives the value of a variable, or null
    record Variable(String name, UnaryOperator<@Nullable String> environment) implements PasswordSource {
        @Override
        public Password read() throws KeyUnusable {
            String value = environment.apply(name);
            if (value == null || value.isEmpty()) {
                throw new KeyUnusable("env:" + name, "the environment variable with the password is not set");
            }
            return new Password(value.toCharArray());
        }

        @Override
        public String toString() {
            return "Variable[" + name + "]";
        }
    }
}
