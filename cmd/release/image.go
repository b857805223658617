package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"waptkb/cmd/waptkb/notices"
)

// This file writes a container image as the Open Container Initiative lays it out: the
// program and nothing else, for each architecture of Linux. No daemon is needed for that.

const (
	typeIndex    = "application/vnd.oci.image.index.v1+json"
	typeManifest = "application/vnd.oci.image.manifest.v1+json"
	typeConfig   = "application/vnd.oci.image.config.v1+json"
	typeLayer    = "application/vnd.oci.image.layer.v1.tar+gzip"
)

// descriptor refers to a blob.
type descriptor struct {
	Type        string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int               `json:"size"`
	Platform    *platform         `json:"platform,omitempty"`
	Annotations map[string]string `json:"annotations,omitempty"`
}

type platform struct {
	Architecture string `json:"architecture"`
	System       string `json:"os"`
}

// layout is an archive of blobs.
type layout struct {
	tar  *tar.Writer
	date time.Time
}

// add writes a file.
func (l layout) add(name string, mode int64, data []byte) error {
	if err := l.tar.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: int64(len(data)), ModTime: l.date, Format: tar.FormatUSTAR,
	}); err != nil {
		return err
	}
	_, err := l.tar.Write(data)
	return err
}

// blob writes one under its digest.
func (l layout) blob(mediaType string, data []byte) (descriptor, error) {
	sum := fmt.Sprintf("%x", sha256.Sum256(data))
	return descriptor{Type: mediaType, Digest: "sha256:" + sum, Size: len(data)}, l.add("blobs/sha256/"+sum, 0o644, data)
}

// document writes a blob of JSON.
func (l layout) document(mediaType string, value any) (descriptor, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return descriptor{}, err
	}
	return l.blob(mediaType, data)
}

func (r *release) writeImage() error {
	f, err := os.Create(r.file("oci.tar"))
	if err != nil {
		return err
	}
	defer f.Close()
	l := layout{tar.NewWriter(f), r.date}
	if err := l.add("oci-layout", 0o644, []byte(`{"imageLayoutVersion":"1.0.0"}`)); err != nil {
		return err
	}
	var images []descriptor
	for _, architecture := range architectures(notices.Platforms, "linux") {
		image, err := r.image(l, architecture)
		if err != nil {
			return err
		}
		images = append(images, image)
	}
	index := func(of ...descriptor) map[string]any {
		return map[string]any{"schemaVersion": 2, "mediaType": typeIndex, "manifests": of}
	}
	all, err := l.document(typeIndex, index(images...))
	if err != nil {
		return err
	}
	all.Annotations = map[string]string{"org.opencontainers.image.ref.name": r.version}
	top, err := json.Marshal(index(all))
	if err != nil {
		return err
	}
	if err := l.add("index.json", 0o644, top); err != nil {
		return err
	}
	if err := l.tar.Close(); err != nil {
		return err
	}
	return f.Close()
}

// image writes the image for one architecture. It runs as nobody in particular, writes
// nothing, and listens on all addresses: those of a container are its own.
func (r *release) image(l layout, architecture string) (descriptor, error) {
	program, err := os.ReadFile(r.program("linux/" + architecture))
	if err != nil {
		return descriptor{}, err
	}
	var b bytes.Buffer
	files := layout{tar.NewWriter(&b), r.date}
	if err := files.add("waptkb", 0o755, program); err != nil {
		return descriptor{}, err
	}
	if err := files.tar.Close(); err != nil {
		return descriptor{}, err
	}
	packed, err := compress(b.Bytes())
	if err != nil {
		return descriptor{}, err
	}
	layer, err := l.blob(typeLayer, packed)
	if err != nil {
		return descriptor{}, err
	}
	config, err := l.document(typeConfig, map[string]any{
		"created": r.date, "architecture": architecture, "os": "linux",
		"config": map[string]any{
			"User": "65532:65532", "Entrypoint": []string{"/waptkb"}, "Cmd": []string{"serve", "--addr", "0.0.0.0:8080", "--log-format", "json"},
			"ExposedPorts": map[string]any{"8080/tcp": struct{}{}}, "StopSignal": "SIGTERM",
			"Labels": map[string]string{"org.opencontainers.image.version": r.version, "org.opencontainers.image.revision": r.commit},
		},
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{fmt.Sprintf("sha256:%x", sha256.Sum256(b.Bytes()))}},
		"history": []map[string]any{{"created": r.date, "created_by": "go run ./cmd/release"}},
	})
	if err != nil {
		return descriptor{}, err
	}
	d, err := l.document(typeManifest, map[string]any{
		"schemaVersion": 2, "mediaType": typeManifest, "config": config, "layers": []descriptor{layer},
	})
	d.Platform = &platform{architecture, "linux"}
	return d, err
}
