// Before the first paint: the visitor's theme and language, so that nothing flashes. The keys are those of preferences.js.
const root = document.documentElement;
root.dataset.theme = localStorage.getItem("deskhand.theme") ?? "auto";
const chosen = localStorage.getItem("deskhand.language");
root.lang = (chosen ?? navigator.language).startsWith("zh") ? "zh-Hans" : "en";
