package dev.numaflow.isbsvc.servers;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The official executables of the versions that are pinned. Sums are those that each project publishes beside its release; Kubernetes, etcd
 * and runc publish none for macOS.
 */
final class OfficialReleases {

    private static final String NATS = "https://github.com/nats-io/nats-server/releases/download/v2.12.7/";
    private static final String KUBERNETES = "https://dl.k8s.io/release/v1.34.4/bin/";
    private static final String ETCD = "https://github.com/etcd-io/etcd/releases/download/v3.6.8/";
    private static final String RUNC = "https://github.com/opencontainers/runc/releases/download/v1.3.0/";

    /** By program and platform. */
    static final Map<String, Release> ALL = Map.ofEntries(
            nats("linux-amd64", "570d2d627db111e679cc1e6bc57ba78f373ed1769acd8dc9c21c8f62d15b3c52"),
            nats("linux-arm64", "3b9a79986778285c0e5acaba0b1218b72f6159db68fe5b8916a7d846240f9f22"),
            nats("darwin-amd64", "70206e297809b11a027ded44ffb505ef3b70c97349abfed1d1ead4b2c70efafb"),
            nats("darwin-arm64", "51ee38117b16f3c7335e6a6680a89723450d9f6cd6701da5182d31189ebc6eb1"),
            kubernetes(
                    "kube-apiserver",
                    "linux-amd64",
                    "9da2739e1cb9981986e181e9104be1863ef1d54c497e3c0232b41e1171582180"),
            kubernetes(
                    "kube-apiserver",
                    "linux-arm64",
                    "6920f4b3e83521bc0fa591eb266f462c3c95b2a681f39aa6fea3daf6141882fe"),
            kubernetes(
                    "kube-controller-manager",
                    "linux-amd64",
                    "089a7b944b1cd46f5e61d12dfe27ff769ebb6c11a1d671cfaae140a4174c039d"),
            kubernetes(
                    "kube-controller-manager",
                    "linux-arm64",
                    "9c44a983b516eb5741aa1cf9d5c38a0180893fb17bd464bf2f03c84ce000a29d"),
            etcd("linux-amd64", "cf9cfe91a4856cb90eed9c99e6aee4b708db2c7888b88a6f116281f04b0ea693"),
            etcd("linux-arm64", "438f56a700d17ce761510a3e63e6fa5c1d587b2dd4d7a22c179c09a649366760"),
            runc("linux-amd64", "028986516ab5646370edce981df2d8e8a8d12188deaf837142a02097000ae2f2"),
            runc("linux-arm64", "85c5e4e4f72e442c8c17bac07527cd4f961ee48e4f2b71797f7533c94f4a52b9"));

    private OfficialReleases() {}

    /** The release of a program for this platform, if there is one with a pinned sum. */
    static List<BinarySource> of(String program) {
        return Optional.<BinarySource>ofNullable(ALL.get(program + " " + Platform.here())).stream()
                .toList();
    }

    private static Map.Entry<String, Release> nats(String platform, String sum) {
        String name = "nats-server-v2.12.7-" + platform;
        return Map.entry(
                "nats-server " + platform,
                new Release(URI.create(NATS + name + ".tar.gz"), sum, name + "/nats-server"));
    }

    private static Map.Entry<String, Release> kubernetes(String program, String platform, String sum) {
        return Map.entry(
                program + " " + platform,
                new Release(URI.create(KUBERNETES + platform.replace('-', '/') + "/" + program), sum, ""));
    }

    private static Map.Entry<String, Release> etcd(String platform, String sum) {
        String name = "etcd-v3.6.8-" + platform;
        return Map.entry("etcd " + platform, new Release(URI.create(ETCD + name + ".tar.gz"), sum, name + "/etcd"));
    }

    private static Map.Entry<String, Release> runc(String platform, String sum) {
        return Map.entry(
                "runc " + platform,
                new Release(URI.create(RUNC + "runc." + platform.substring(platform.indexOf('-') + 1)), sum, ""));
    }
}
