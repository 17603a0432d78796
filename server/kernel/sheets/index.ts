export { type Table, workbook, xlsxMedia } from './workbook.ts'
