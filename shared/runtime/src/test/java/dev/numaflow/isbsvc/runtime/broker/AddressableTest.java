package dev.numaflow.isbsvc.runtime.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The statuses are those that Knative writes for each value of its feature {@code transport-encryption}. */
class AddressableTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @Test
    void withoutEncryptionThereIsOneAddress() {
        assertThat(of("{address: {url: http://broker/a/default}}"))
                .contains(Addressable.at(URI.create("http://broker/a/default")));
    }

    @Test
    void whereEncryptionIsPossibleItIsUsed() {
        assertThat(
                        of(
                                """
                        address: {name: http, url: http://broker/a/default, audience: aud}
                        addresses:
                        - {name: http, url: http://broker/a/default, audience: aud}
                        - {name: https, url: https://broker/a/default, CACerts: pem, audience: aud}
                        """))
                .contains(new Addressable(URI.create("https://broker/a/default"), "pem", "aud"));
    }

    @Test
    void severalAddressesTakeThePlaceOfTheOne() {
        assertThat(of("{address: {url: http://broker/old}, addresses: [{url: http://broker/new}]}"))
                .contains(Addressable.at(URI.create("http://broker/new")));
    }

    @Test
    void anAddressWithoutUrlIsNone() {
        assertThat(of("{address: {name: http}, addresses: []}")).isEmpty();
        assertThat(of("{}")).isEmpty();
    }

    private static Optional<Addressable> of(String status) {
        try {
            return Addressable.of(YAML.readTree(status));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
