package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The volumes of one pod as folders: those of ConfigMaps and Secrets are written, and updated when these change; emptyDirs are
 * deleted with the pod; those of claims belong to the claims. Configuration files of the server are rewritten for this machine.
 *
 * @param folder is deleted with the pod
 * @param claimFolders the folders of its claims' volumes, by claim
 */
record Volumes(
        Pod pod,
        Container main,
        Path folder,
        ProjectedContent content,
        Map<String, Path> claimFolders,
        String address,
        UnaryOperator<String> addressOf) {
    private static final Pattern INCLUDED = Pattern.compile(".*\\.conf");

    /** Creates all folders and files; throws {@link NotYet} if something is missing. */
    PathMapping prepare() {
        pod.getSpec().getVolumes().forEach(volume -> Folders.create(folderOf(volume)));
        Path root = folder.resolve("root");
        Folders.create(root);
        refresh();
        return paths();
    }

    /** Writes files whose source has changed; returns those, by volume. */
    Map<String, Set<String>> refresh() {
        Map<String, Set<String>> changed = new HashMap<>();
        for (Volume volume : pod.getSpec().getVolumes()) {
            if (ProjectedContent.covers(volume)) {
                changed.put(
                        volume.getName(), new PodFiles(folderOf(volume)).write(rewritten(volume, content.of(volume))));
            }
        }
        return changed;
    }

    PathMapping paths() {
        List<PathMapping.Mount> mounts = new ArrayList<>();
        for (VolumeMount mount : main.getVolumeMounts()) {
            pod.getSpec().getVolumes().stream()
                    .filter(volume -> volume.getName().equals(mount.getName()))
                    .forEach(volume -> mounts.add(new PathMapping.Mount(
                            volume.getName(), mount.getMountPath().replaceFirst("/+$", ""), folderOf(volume))));
        }
        return new PathMapping(mounts, folder.resolve("root"));
    }

    private Path folderOf(Volume volume) {
        return volume.getPersistentVolumeClaim() == null
                ? folder.resolve("volumes").resolve(volume.getName())
                : claimFolders.get(volume.getPersistentVolumeClaim().getClaimName());
    }

    private Map<String, byte[]> rewritten(Volume volume, Map<String, byte[]> files) {
        PathMapping paths = paths();
        ConfRewriting rewriting =
                new ConfRewriting(address, addressOf, path -> paths.map(path).toString());
        String conf = NatsCommand.configFile(main).orElseThrow();
        Map<String, byte[]> result = new TreeMap<>(files);
        boolean holdsConf = paths.mountOf(conf)
                .filter(mount -> mount.volume().equals(volume.getName()))
                .isPresent();
        if (holdsConf) {
            String confName = folderOf(volume).relativize(paths.map(conf)).toString();
            files.keySet().stream()
                    .filter(name ->
                            name.equals(confName) || INCLUDED.matcher(name).matches())
                    .forEach(name -> result.computeIfPresent(
                            name, (key, bytes) -> rewrite(rewriting, key.equals(confName), key, bytes)));
        }
        return result;
    }

    private static byte[] rewrite(ConfRewriting rewriting, boolean isMain, String name, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            return (isMain ? rewriting.main(text) : rewriting.included(text)).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new NotYet("CreateContainerConfigError", name + ": " + e.getMessage());
        }
    }
}
