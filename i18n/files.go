//go:build !js

package i18n

import "embed"

//go:embed *.json
var files embed.FS
