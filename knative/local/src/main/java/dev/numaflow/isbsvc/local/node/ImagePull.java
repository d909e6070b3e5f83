package dev.numaflow.isbsvc.local.node;

import java.util.regex.Pattern;

/**
 * Decides whether this node can run an image: {@code nats}, from any registry, stands for the nats-server of this machine. Any
 * other is reported as by a kubelet that cannot pull it: first ErrImagePull, then ImagePullBackOff.
 */
final class ImagePull {
    private static final Pattern NATS = Pattern.compile("(.*/)?nats([:@].*)?");

    private final String image;
    private boolean tried;

    ImagePull(String image) {
        this.image = image;
    }

    /** Returns if the image can be run, else throws {@link NotYet}. */
    void attempt() {
        if (image == null || NATS.matcher(image).matches()) {
            return;
        }
        String error = "image \"" + image + "\" not found: this node runs images called nats alone";
        NotYet failure = tried
                ? new NotYet("ImagePullBackOff", "Back-off pulling image \"" + image + "\": ErrImagePull: " + error)
                : new NotYet("ErrImagePull", error);
        tried = true;
        throw failure;
    }
}
