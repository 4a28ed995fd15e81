package dev.holdfast.format;

import dev.holdfast.json.StrictJson;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.Signer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/// Makes tokens of any text, and streams that no honest compressor makes.
final class Forge {
    static final Ed25519Signer SIGNER = Ed25519Signer.ofSeed(new byte[32]);
    static final String SUB = "https://example.com/statuslists/1";
    static final String HEADER = "{\"alg\":\"EdDSA\",\"kid\":\"12\",\"typ\":\"statuslist+jwt\"}";
    /// The first example of the draft: 16 entries of one bit.
    static final String LST = "eNrbuRgAAhcBXQ";
    static final String PAYLOAD = """
            {"sub":"https://example.com/statuslists/1","iat":1686920170,"exp":2291720170,"ttl":43200,\
            "status_list":{"bits":1,"lst":"eNrbuRgAAhcBXQ"}}""";

    private Forge() {}

    /// A P-256 private key for tests.
    static byte[] scalar() {
        byte[] scalar = new byte[32];
        scalar[31] = 7;
        return scalar;
    }

    static String jws(String header, String payload) {
        return jws(header, payload, SIGNER);
    }

    static String jws(String header, String payload, Signer signer) {
        String input = base64Url(header) + "." + base64Url(payload);
        return input + "." + StrictJson.base64Url(signer.sign(input.getBytes(StandardCharsets.US_ASCII)));
    }

    static String base64Url(String text) {
        return StrictJson.base64Url(text.getBytes(StandardCharsets.UTF_8));
    }

    /// A payload whose list is the given stream.
    static String payload(int bits, byte[] zlib) {
        return PAYLOAD.replace("\"bits\":1", "\"bits\":" + bits).replace(LST, StrictJson.base64Url(zlib));
    }

    /// A zlib stream of `mebibytes` MiB of zeros, made of one flushed block over and over: 1 KiB for each.
    static byte[] zeros(int mebibytes) {
        byte[] block = flushedMebibyte();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x78, (byte) 0x9c});
        for (int i = 0; i < mebibytes; i++) {
            out.writeBytes(block);
        }
        out.writeBytes(new byte[] {0x03, 0x00});
        long length = (long) mebibytes << 20;
        // Adler-32 over zeros: the first sum stays 1, the second counts the bytes.
        out.writeBytes(
                ByteBuffer.allocate(4).putInt((int) (length % 65_521 << 16 | 1)).array());
        return out.toByteArray();
    }

    private static byte[] flushedMebibyte() {
        Deflater deflater = new Deflater(9, true);
        try {
            deflater.setInput(new byte[1 << 20]);
            byte[] buffer = new byte[8192];
            int length = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
            return Arrays.copyOf(buffer, length);
        } finally {
            deflater.end();
        }
    }

    /// A stream that can only be read with a dictionary agreed beforehand.
    static byte[] withDictionary(byte[] content) {
        Deflater deflater = new Deflater();
        try {
            deflater.setDictionary("holdfast".getBytes(StandardCharsets.US_ASCII));
            return finish(deflater, content);
        } finally {
            deflater.end();
        }
    }

    /// DEFLATE without its container.
    static byte[] raw(byte[] content) {
        Deflater deflater = new Deflater(6, true);
        try {
            return finish(deflater, content);
        } finally {
            deflater.end();
        }
    }

    private static byte[] finish(Deflater deflater, byte[] content) {
        deflater.setInput(content);
        deflater.finish();
        byte[] buffer = new byte[content.length + 64];
        int length = deflater.deflate(buffer);
        return Arrays.copyOf(buffer, length);
    }
}
