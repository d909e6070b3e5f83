package dev.numaflow.isbsvc.local.realnode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Answers one query of the Domain Name System, for addresses of version 4; all else of a known name is answered with nothing. */
final class DnsMessage {
    private static final int HEADER = 12;
    private static final int ADDRESS = 1;
    private static final int TTL_SECONDS = 1;
    private static final int LONGEST_LABEL = 63;
    /** A response of UDP has at most 512 bytes, and each address takes 16 of them. */
    private static final int MOST_ADDRESSES = 14;

    private static final short AUTHORITATIVE = (short) 0x8580;
    private static final int UNKNOWN_NAME = 3;
    private static final short POINTER_TO_NAME = (short) 0xc00c;

    private DnsMessage() {}

    /**
     * The response; empty for what is no query.
     *
     * @param lookup the addresses of a name in lower case, and empty where there is no such name
     */
    static Optional<byte[]> answer(byte[] query, Function<String, Optional<List<byte[]>>> lookup) {
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        while (at < query.length && query[at] != 0) {
            int length = query[at];
            if (length < 0 || length > LONGEST_LABEL || at + length >= query.length) {
                return Optional.empty();
            }
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(query, at + 1, length, StandardCharsets.ISO_8859_1));
            at += length + 1;
        }
        if (at + 5 > query.length) {
            return Optional.empty();
        }
        int type = ByteBuffer.wrap(query).getShort(at + 1);
        Optional<List<byte[]>> found = lookup.apply(name.toString().toLowerCase(Locale.ROOT));
        return Optional.of(response(query, at + 5, found, type == ADDRESS));
    }

    private static byte[] response(byte[] query, int end, Optional<List<byte[]>> found, boolean asksAddresses) {
        List<byte[]> addresses = asksAddresses
                ? found.orElse(List.of()).stream().limit(MOST_ADDRESSES).toList()
                : List.of();
        ByteBuffer header = ByteBuffer.allocate(HEADER)
                .put(query, 0, 2)
                .putShort((short) (AUTHORITATIVE | (found.isPresent() ? 0 : UNKNOWN_NAME)))
                .putShort((short) 1)
                .putShort((short) addresses.size());
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        response.writeBytes(header.array());
        response.write(query, HEADER, end - HEADER);
        addresses.forEach(address -> response.writeBytes(ByteBuffer.allocate(12 + address.length)
                .putShort(POINTER_TO_NAME)
                .putShort((short) ADDRESS)
                .putShort((short) 1)
                .putInt(TTL_SECONDS)
                .putShort((short) address.length)
                .put(address)
                .array()));
        return response.toByteArray();
    }
}
