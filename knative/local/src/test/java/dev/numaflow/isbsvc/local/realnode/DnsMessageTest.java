package dev.numaflow.isbsvc.local.realnode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DnsMessageTest {
    private static final int TYPE_A = 1;
    private static final int TYPE_AAAA = 28;
    private static final byte[] ADDRESS = {10, (byte) 213, 0, 2};

    @Test
    void answersWithTheAddressesOfANameInAnyCase() {
        ByteBuffer answer = answer("JS.example", TYPE_A, List.of(ADDRESS));

        assertThat(answer.getShort(0)).isEqualTo((short) 0x1234);
        assertThat(code(answer)).isZero();
        assertThat(answer.getShort(6)).isOne();
        byte[] last = new byte[4];
        answer.get(answer.limit() - 4, last);
        assertThat(last).isEqualTo(ADDRESS);
    }

    @Test
    void answersAnotherTypeOfAKnownNameWithNothing() {
        ByteBuffer answer = answer("js.example", TYPE_AAAA, List.of(ADDRESS));

        assertThat(code(answer)).isZero();
        assertThat(answer.getShort(6)).isZero();
    }

    @Test
    void answersThatANameIsNotThere() {
        ByteBuffer answer = ByteBuffer.wrap(DnsMessage.answer(query("no.example", TYPE_A), name -> Optional.empty())
                .orElseThrow());

        assertThat(code(answer)).isEqualTo(3);
    }

    @Test
    void keepsWithinTheSizeOfADatagram() {
        assertThat(answer("js.example", TYPE_A, Collections.nCopies(100, ADDRESS))
                        .limit())
                .isLessThanOrEqualTo(512);
    }

    @Test
    void ignoresWhatIsNoQuery() {
        byte[] whole = query("js.example", TYPE_A);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThat(DnsMessage.answer(cut, name -> Optional.of(List.of()))).isEmpty();
        }
    }

    private static int code(ByteBuffer answer) {
        return answer.getShort(2) & 0xf;
    }

    private static ByteBuffer answer(String name, int type, List<byte[]> addresses) {
        return ByteBuffer.wrap(DnsMessage.answer(
                        query(name, type),
                        asked -> asked.equals("js.example") ? Optional.of(addresses) : Optional.empty())
                .orElseThrow());
    }

    private static byte[] query(String name, int type) {
        ByteArrayOutputStream query = new ByteArrayOutputStream();
        query.writeBytes(new byte[] {0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        for (String label : name.split("\\.", -1)) {
            query.write(label.length());
            query.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        }
        query.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
        return query.toByteArray();
    }
}
