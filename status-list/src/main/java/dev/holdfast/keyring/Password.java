package dev.holdfast.keyring;

import java.util.Arrays;

/// A password in memory that is overwritten when it is closed. It never shows itself.
public final class Password implements AutoCloseable {
    private final char[] characters;

    /// Takes the array over.
    Password(char[] characters) {
        this.characters = characters;
    }

    /// A password that nobody has to know, for what is not encrypted.
    static Password none() {
        return new Password(new char[0]);
    }

    boolean isEmpty() {
        return characters.length == 0;
    }

    /// The characters themselves, good until [#close()].
    char[] characters() {
        return characters;
    }

    @Override
    public void close() {
        Arrays.fill(characters, '\0');
    }

    @Override
    public String toString() {
        return "Password[…]";
    }
}
