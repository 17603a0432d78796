export { type Grid, type ReadSheets, readSheets } from './read.ts'
export { longWorkbook, type Table, workbook, xlsxMedia } from './workbook.ts'
