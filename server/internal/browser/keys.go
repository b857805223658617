package browser

import "github.com/chromedp/chromedp/kb"

// keys has the keys that are no letters: how WebDriver and chromedp write them.
var keys = map[string]struct{ webdriver, chromedp string }{
	"ArrowDown": {"\ue015", kb.ArrowDown},
	"ArrowUp":   {"\ue013", kb.ArrowUp},
	"Backspace": {"\ue003", kb.Backspace},
	"End":       {"\ue010", kb.End},
	"Enter":     {"\ue007", kb.Enter},
	"Escape":    {"\ue00c", kb.Escape},
	"Home":      {"\ue011", kb.Home},
	"Tab":       {"\ue004", kb.Tab},
}

// control is how WebDriver writes the key that is held down.
const control = "\ue009"
