/** The head's links, in order. A screen that belongs there adds its line with its route. */
export const nav: readonly { label: string; to: string }[] = [{ label: '首页', to: '/' }]
