package dev.numaflow.isbsvc.local.report;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** A given file or folder cannot be used: reported in one line, before anything is started or removed. */
public final class UnusableInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnusableInput(String message) {
        super(message.strip().replaceAll("\\s+", " "));
    }

    /** Describes the exception in words. */
    public static UnusableInput of(String what, IOException why) {
        return new UnusableInput(what + ": " + reason(why));
    }

    private static String reason(IOException why) {
        if (why instanceof NoSuchFileException) {
            return "no such file";
        }
        if (why instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (why instanceof FileAlreadyExistsException || why instanceof NotDirectoryException) {
            return "not a folder";
        }
        return why.getMessage();
    }
}
