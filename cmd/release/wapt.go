package main

import (
	"archive/zip"
	"bytes"
	"os"
	"strings"
	"text/template"
)

// writeWAPT makes the source of a WAPT package, which the administrator signs with their own
// certificate: "wapt-get build-upload" in the folder that is in the archive.
func (r *release) writeWAPT() error {
	program, err := os.ReadFile(r.program("windows/amd64"))
	if err != nil {
		return err
	}
	setup, err := files.ReadFile("files/setup.py")
	if err != nil {
		return err
	}
	control, err := r.control(len(program))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range []struct {
		name string
		data []byte
	}{
		{"waptkb-wapt/setup.py", setup},
		{"waptkb-wapt/WAPT/control", control},
		{"waptkb-wapt/waptkb.exe", program},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: r.date})
		if err != nil {
			return err
		}
		if _, err := w.Write(f.data); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(r.file("wapt.zip"), b.Bytes(), 0o644)
}

// control fills in the description of the WAPT package.
func (r *release) control(size int) ([]byte, error) {
	form, err := files.ReadFile("files/control")
	if err != nil {
		return nil, err
	}
	t, err := template.New("control").Parse(string(form))
	if err != nil {
		return nil, err
	}
	maintainer, _, _ := strings.Cut(r.author, " <")
	var b bytes.Buffer
	err = t.Execute(&b, map[string]any{"Version": r.numbers(), "Size": size, "Maintainer": maintainer})
	return b.Bytes(), err
}
