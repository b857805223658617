// Runs before the page is drawn: the chosen theme, and the mark that scripts run.
(function () {
  var root = document.documentElement;
  root.classList.add('js');
  try {
    var theme = localStorage.getItem('theme');
    if (theme === 'dark' || theme === 'light') root.classList.add(theme);
  } catch (e) { /* storage is refused: the preference of the system stays */ }
})();
