package main

import "waptkb/content"

// writeSite has the program write its site as files, for those who want nothing to run.
func (r *release) writeSite() error {
	_, err := output(r.here(), "export", "--lang", content.Primary, "--zip", r.file("site.zip"))
	return err
}
