// What runs in the containers around a nats-server on a node without a registry, in one static program, by the name that it is started by:
// the sandbox of a pod, a reloader with the arguments and the signal of NATS' own, and an exporter that passes on whether the server answers.
package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	switch name := filepath.Base(os.Args[0]); name {
	case "pause":
		pause()
	case "nats-server-config-reloader":
		reload(os.Args[1:])
	case "prometheus-nats-exporter":
		export(os.Args[len(os.Args)-1])
	default:
		fmt.Fprintln(os.Stderr, "to be started as pause, nats-server-config-reloader or prometheus-nats-exporter, not as "+name)
		os.Exit(2)
	}
}

// pause is process 1 of a pod that shares its processes: it collects those whose parents have ended.
func pause() {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGCHLD)
	for s := range signals {
		if s != syscall.SIGCHLD {
			os.Exit(0)
		}
		for {
			pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
			if pid <= 0 || err != nil {
				break
			}
		}
	}
}

// reload sends SIGHUP to the process of a pid file when one of the files has other content than before.
func reload(arguments []string) {
	var pidFile string
	var files []string
	for i := 0; i+1 < len(arguments); i += 2 {
		switch arguments[i] {
		case "-pid":
			pidFile = arguments[i+1]
		case "-config":
			files = append(files, arguments[i+1])
		default:
			fmt.Fprintln(os.Stderr, "unknown argument "+arguments[i])
			os.Exit(2)
		}
	}
	stopOnSignal()
	before := content(files)
	for range time.Tick(time.Second) {
		now := content(files)
		if bytes.Equal(now, before) {
			continue
		}
		if err := hup(pidFile); err != nil {
			fmt.Println("cannot reload:", err)
			continue
		}
		fmt.Println("reloaded", files)
		before = now
	}
}

func content(files []string) []byte {
	sum := sha256.New()
	for _, file := range files {
		text, err := os.ReadFile(file)
		fmt.Fprintln(sum, file, len(text), err)
		sum.Write(text)
	}
	return sum.Sum(nil)
}

func hup(pidFile string) error {
	text, err := os.ReadFile(pidFile)
	if err != nil {
		return err
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	return syscall.Kill(pid, syscall.SIGHUP)
}

// export serves one metric: whether the server at this address answers.
func export(server string) {
	stopOnSignal()
	client := http.Client{Timeout: 2 * time.Second}
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		up := 0
		if answer, err := client.Get(server + "/varz"); err == nil {
			answer.Body.Close()
			up = 1
		}
		fmt.Fprintf(w, "# TYPE nats_up gauge\nnats_up %d\n", up)
	})
	fmt.Println(http.ListenAndServe(":7777", nil))
	os.Exit(1)
}

// In a pod that shares its processes it is not process 1, but in another it is, and then has no default for SIGTERM.
func stopOnSignal() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		<-signals
		os.Exit(0)
	}()
}
